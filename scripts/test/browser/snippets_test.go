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

// odd is a user whose name must be quoted in every language.
const odd = `o'brien $HOME "`

func TestSnippetsReproduceTheCall(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("peer-0", odd)
	p.ask()
	snippets := eval[[]string](p, `[...document.querySelectorAll('#snippets pre')].map(e => e.textContent)`)
	if len(snippets) != 3 {
		t.Fatalf("snippets %q", snippets)
	}
	if body := curl(t, snippets[0]); !strings.Contains(body, `"userID":"o'brien $HOME \""`) {
		t.Errorf("the function answers %s to\n%s", body, snippets[0])
	}
	t.Run("wx.request", func(t *testing.T) { checkWx(t, snippets[1], `call.data.ContactItem[0].To_Account`, odd) })
	t.Run("fetch", func(t *testing.T) { checkFetch(t, snippets[2], `JSON.parse(call.body).ContactItem[0].To_Account`, odd) })
}

func TestSnippetsReproduceAList(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("all-contacts", "true")
	p.ask()
	snippets := eval[[]string](p, `[...document.querySelectorAll('#snippets pre')].map(e => e.textContent)`)
	if len(snippets) != 3 {
		t.Fatalf("snippets %q", snippets)
	}
	if body := curl(t, snippets[0]); strings.Count(body, `"found":true`) != 6 {
		t.Errorf("the function answers %s to\n%s", body, snippets[0])
	}
	t.Run("wx.request", func(t *testing.T) {
		checkWx(t, snippets[1], `JSON.stringify(call.data)`, `{"From_Account":"user_0001","AllContacts":true}`)
	})
}

// curl lets a shell parse a text into arguments, and sends the request that they
// describe, as curl does.
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

// checkWx runs a mini-program's call with a fake wx, and checks one expression on what it
// sends. It runs in a blank page, since the console's policy forbids to evaluate a text.
func checkWx(t *testing.T, text, sent, value string) {
	checkSnippet(t, fmt.Sprintf(`(() => {
		let call
		new Function('wx', %q)({request: (options) => { call = options }})
		return [call.method, call.url, call.header.authorization.slice(0, 18), %s].join(' ')
	})()`, text, sent), value)
}

func checkFetch(t *testing.T, text, sent, value string) {
	checkSnippet(t, fmt.Sprintf(`(async () => {
		let call
		const AsyncFunction = (async () => {}).constructor
		await new AsyncFunction('fetch', %q)(async (url, options) => { call = {url, ...options}; return {status: 200, json: async () => ({})} })
		return [call.method, call.url, call.headers.authorization.slice(0, 18), %s].join(' ')
	})()`, text, sent), value)
}

func checkSnippet(t *testing.T, run, value string) {
	t.Helper()
	other := newPage(t)
	other.console(shared) // makes the request that the test checks for
	other.blank()
	want := "POST " + shared.url + "/search UserSig user_0001: " + value
	if got := eval[string](other, run); got != want {
		t.Errorf("the call is %s, want %s", got, want)
	}
}
