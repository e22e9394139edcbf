package browser

import (
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// odd is a user whose name needs quoting wherever it goes.
const odd = `o'brien $HOME "`

func TestSnippetsReproduceTheCall(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("peer-0", odd)
	p.ask()
	snippets := eval[[]string](p, `[...document.querySelectorAll('#snippets pre')].map(e => e.textContent)`)
	if len(snippets) != 2 {
		t.Fatalf("snippets %q", snippets)
	}
	if body := curl(t, snippets[0]); !strings.Contains(body, `"userID":"o'brien $HOME \""`) {
		t.Errorf("the function answers %s to\n%s", body, snippets[0])
	}
	t.Run("wx.request", func(t *testing.T) { checkWx(t, snippets[1], `call.data.ContactItem[0].To_Account`, odd) })
}

func TestSnippetsReproduceAList(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("all-contacts", "true")
	p.ask()
	snippets := eval[[]string](p, `[...document.querySelectorAll('#snippets pre')].map(e => e.textContent)`)
	if len(snippets) != 2 {
		t.Fatalf("snippets %q", snippets)
	}
	if body := curl(t, snippets[0]); strings.Count(body, `"found":true`) != 6 {
		t.Errorf("the function answers %s to\n%s", body, snippets[0])
	}
	t.Run("wx.request", func(t *testing.T) {
		checkWx(t, snippets[1], `JSON.stringify(call.data)`, `{"From_Account":"user_0001","AllContacts":true}`)
	})
}

// curl takes the arguments that a shell makes of a text and sends the request that they say, as curl does.
func curl(t *testing.T, text string) string {
	t.Helper()
	out, err := exec.Command("sh", "-c", `curl() { printf '%s\0' "$@"; }`+"\n"+text).Output()
	if err != nil {
		t.Fatal(err)
	}
	args := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	data := slices.Index(args, "--data-raw")
	if len(args) < 4 || data < 0 {
		t.Fatalf("arguments %q", args)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, args[2], strings.NewReader(args[data+1]))
	if err != nil {
		t.Fatal(err)
	}
	for i, arg := range args {
		if arg == "-H" {
			name, value, _ := strings.Cut(args[i+1], ": ")
			r.Header.Set(name, value)
		}
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// checkWx hands a mini-program's call a wx of ours, and looks at one thing of what it sends. The console's policy forbids to run a
// text, so a blank page does.
func checkWx(t *testing.T, text, sent, value string) {
	other := newPage(t)
	other.console(shared) // a request, so that there is one to judge
	other.blank()
	got := eval[string](other, fmt.Sprintf(`(() => {
		let call
		new Function('wx', %q)({request: (options) => { call = options }})
		return [call.method, call.url, call.header.authorization.slice(0, 18), %s].join(' ')
	})()`, text, sent))
	want := "POST " + shared.url + "/search UserSig user_0001: " + value
	if got != want {
		t.Errorf("wx.request is given %s, want %s", got, want)
	}
}
