package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// search is a call of the function by a page. It returns what the page could read, or the
// error of the browser that blocked it.
const search = `fetch(%q, {
	method: 'POST',
	headers: {'Content-Type': 'application/json', Authorization: 'UserSig user_0001:' + %q},
	body: JSON.stringify({From_Account: 'user_0001', ContactItem: [{Type: 1, To_Account: 'user_0002'}]}),
}).then(async (r) => {
	const body = await r.json()
	return [r.status, r.headers.get('X-Request-ID') === body.requestID, r.headers.get('Retry-After'), r.headers.get('X-Content-Type-Options'),
		body.error?.code ?? body.conversations[0].conversationID].join(' ')
}).catch(e => e.name)`

// origin serves an empty page on a separate origin.
func origin(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><link rel="icon" href="data:,"><title>app</title>`))
	}))
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
}

func TestPageOfANamedOriginReadsAnswersAndErrors(t *testing.T) {
	named := origin(t)
	// The program's own sample uses the first ok.
	l := newLocal(t, []string{"CORS_ALLOW_ORIGINS=https://app.example," + named}, "-chat-script", "ok,ok,60022*")
	ask := fmt.Sprintf(search, l.url+"/search", userSig(t, "user_0001"))
	p := newPage(t)
	p.run(chromedp.Navigate(named))
	for _, want := range []string{
		"200 true   C2Cuser_0002", // X-Content-Type-Options is sent, but not exposed
		"429 true 1  RequestLimitExceeded",
	} {
		if got := eval[string](p, ask); got != want {
			t.Errorf("the page reads %q, want %q", got, want)
		}
	}
	got := eval[string](p, fmt.Sprintf(search, l.url+"/search", "forged"))
	if want := "401 true   AuthFailure"; got != want {
		t.Errorf("the page reads %q, want %q", got, want)
	}
	p.preflights(1)
}

func TestPageOfAnotherOriginIsRefused(t *testing.T) {
	named := origin(t)
	l := newLocal(t, []string{"CORS_ALLOW_ORIGINS=" + named})
	for name, other := range map[string]string{"another one": origin(t), "one that differs in its host": strings.Replace(named, "localhost", "127.0.0.1", 1)} {
		p := newPage(t)
		p.run(chromedp.Navigate(other))
		got := eval[string](p, fmt.Sprintf(search, l.url+"/search", userSig(t, "user_0001")))
		p.refused(1)
		if got != "TypeError" {
			t.Errorf("a page of %s reads %q", name, got)
		}
		p.preflights(1)
	}
}

// preflights fails unless the browser has sent this many preflights.
func (p *page) preflights(want int) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked != want {
		p.t.Errorf("%d preflights, want %d", p.asked, want)
	}
}

// refused fails unless the browser has blocked this many answers. A blocked answer is no
// fault of the page.
func (p *page) refused(want int) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.blocked != want {
		p.t.Errorf("%d answers were kept from the page, want %d", p.blocked, want)
	}
	p.blocked = 0
}

func TestPageOfAnotherOriginCannotUseTheConsole(t *testing.T) {
	p := newPage(t)
	p.run(chromedp.Navigate(origin(t)))
	before := data(t)
	for _, attempt := range []string{
		`fetch('%s/.console/api/state').then(r => r.text())`,
		`fetch('%s/.console/api/data', {method: 'PUT', headers: {'Content-Type': 'application/json'}, body: '{"users":{}}'}).then(r => r.text())`,
		`fetch('%s/.console/api/data', {method: 'DELETE'}).then(r => r.text())`,
		`fetch('%s/.console/api/call', {method: 'POST', mode: 'no-cors', body: '{"from":"direct","request":"{}"}'}).then(r => r.text())`,
	} {
		got := eval[string](p, fmt.Sprintf(attempt, shared.url)+`.catch(e => e.name)`)
		if got != "TypeError" && got != "" { // an opaque answer is read as empty
			t.Errorf("%s: %s", attempt, got)
		}
	}
	p.refused(3) // three answers; the API also refused the last call, which an opaque answer does not show
	if after := data(t); after != before {
		t.Errorf("the data became %s", after)
	}
}

// data returns the data of the shared program's Chat.
func data(t *testing.T) string {
	t.Helper()
	response, err := http.Get(shared.url + "/.console/api/data")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text := new(strings.Builder)
	if err := response.Write(text); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", response.StatusCode, err)
	}
	_, body, _ := strings.Cut(text.String(), "\r\n\r\n")
	return body
}
