package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/console"
	"chatmarks/scripts/local/platform"
)

// page is a console in front of a function that echoes its event.
type page struct {
	*console.Console
	mu     sync.Mutex
	events []string
	data   *chattest.Data
}

func newPage(t *testing.T, change func(*console.Config)) *page {
	t.Helper()
	app := chattest.DemoApp()
	chat, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Close)
	p := &page{data: app.Data}
	config := console.Config{
		Invoke: func(_ context.Context, event []byte) (*platform.Result, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.events = append(p.events, string(event))
			return &platform.Result{RequestID: "id", Payload: []byte(`{"isBase64Encoded":false,"statusCode":200,"headers":{},"body":"{}"}`)}, nil
		},
		Failure: func(error) (int, string) { return 430, "failed" },
		Lines:   new(platform.Lines),
		Next:    http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) }),
		Chat:    chat,
		Data:    app.Data,
		Sign:    func(user string) (string, error) { return "signed-" + user, nil },
		Apps:    []string{"1400000001"},
	}
	if change != nil {
		change(&config)
	}
	if p.Console, err = console.New(config); err != nil {
		t.Fatal(err)
	}
	return p
}

// ask sends a request as the page does; headers are "Name: value".
func (p *page) ask(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:9000"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

const callURL = "http://127.0.0.1:9000"

func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	const call = `{"from":"url","request":"{}","credential":{"kind":"none"}}`
	for sentence, c := range map[string]struct {
		headers []string
		status  int
	}{
		"the page itself":              {[]string{"Origin: " + callURL, "Sec-Fetch-Site: same-origin"}, 200},
		"a client that is no browser":  {nil, 200},
		"localhost":                    {[]string{"Host: localhost:9000", "Origin: http://localhost:9000"}, 200},
		"IPv6":                         {[]string{"Host: [::1]:9000"}, 200},
		"a name that points here":      {[]string{"Host: evil.example:9000"}, 403},
		"an address of the network":    {[]string{"Host: 192.0.2.1:9000"}, 403},
		"a page of another site":       {[]string{"Origin: https://evil.example"}, 403},
		"a page of another port":       {[]string{"Origin: http://127.0.0.1:8080"}, 403},
		"a page that hides its origin": {[]string{"Origin: null"}, 403},
		"another site's fetch":         {[]string{"Sec-Fetch-Site: cross-site"}, 403},
		"another port's fetch":         {[]string{"Sec-Fetch-Site: same-site"}, 403},
		"a form of another site":       {[]string{"Content-Type: text/plain"}, 403},
	} {
		p := newPage(t, nil)
		w := p.ask("POST", console.Prefix+"api/call", call, c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: %d %s", sentence, w.Code, w.Body)
		}
		if (len(p.events) == 1) != (c.status == 200) {
			t.Errorf("%s: %d events reached the function", sentence, len(p.events))
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", sentence, csp)
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other origins may read the console", sentence)
		}
	}
}

// DNS rebinding: the function behind the port is guarded like the page.
func TestTheFunctionIsNotReachedUnderAForeignName(t *testing.T) {
	t.Parallel()
	p := newPage(t, nil)
	for host, status := range map[string]int{"127.0.0.1:9000": 418, "localhost:9000": 418, "[::1]:9000": 418, "evil.example:9000": 403, "192.0.2.1": 403, "127.0.0.1.evil.example": 403, "": 403} {
		for _, path := range []string{"/", "/search", "/healthz"} {
			if w := p.ask("POST", path, "{}", "Host: "+host); w.Code != status {
				t.Errorf("%q %s: %d %s", host, path, w.Code, w.Body)
			}
		}
	}
}

func TestWhatIsTheFunctions(t *testing.T) {
	t.Parallel()
	p := newPage(t, nil)
	for _, c := range []struct {
		method, path, accept string
		status               int
	}{
		{"GET", "/", "text/html,*/*", 200}, {"GET", console.Prefix + "main.js", "*/*", 200}, {"GET", console.Prefix + "screenshot.png", "*/*", 404},
		{"GET", "/", "application/json", 418}, {"POST", "/", "text/html", 418}, {"POST", "/search", "*/*", 418},
		{"GET", "/healthz", "text/html", 418}, {"OPTIONS", "/", "*/*", 418},
	} {
		if w := p.ask(c.method, c.path, "", "Accept: "+c.accept); w.Code != c.status {
			t.Errorf("%s %s, %s: %d, not %d", c.method, c.path, c.accept, w.Code, c.status)
		}
	}
}

func TestACallKeepsWhatWasPasted(t *testing.T) {
	t.Parallel()
	for sentence, c := range map[string]struct{ credential, sent, shown string }{
		"a demo user":           {`{"kind":"demo","user":"user_0001"}`, "UserSig user_0001:signed-user_0001", "UserSig user_0001:signed-user_0001"},
		"a pasted UserSig":      {`{"kind":"usersig","user":"u","secret":"s3cret"}`, "UserSig u:s3cret", "UserSig u:<UserSig>"},
		"a pasted token":        {`{"kind":"token","secret":"s3cret"}`, "Bearer s3cret", "Bearer <token>"},
		"the function's token":  {`{"kind":"configured"}`, "Bearer s3cret", "Bearer <token>"},
		"nobody":                {`{"kind":"none"}`, "", ""},
		"quotes in what is set": {`{"kind":"token","secret":"a\"s3cret"}`, `Bearer a\"s3cret`, "Bearer <token>"},
	} {
		p := newPage(t, func(c *console.Config) { c.Token = "s3cret" })
		w := p.ask("POST", console.Prefix+"api/call", `{"from":"url","request":"{}","credential":`+c.credential+`}`)
		var out struct{ Credential string }
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != 200 || out.Credential != c.shown {
			t.Errorf("%s: %d %s (%v)", sentence, w.Code, w.Body, err)
		}
		if strings.Contains(w.Body.String(), "s3cret") {
			t.Errorf("%s: the secret comes back: %s", sentence, w.Body)
		}
		if len(p.events) != 1 || c.sent != "" && !strings.Contains(p.events[0], `"`+c.sent+`"`) || c.sent == "" && strings.Contains(p.events[0], "authorization") {
			t.Errorf("%s: sent %s", sentence, p.events)
		}
	}
}

func TestWhatACallCannotHave(t *testing.T) {
	t.Parallel()
	p := newPage(t, nil)
	for body, field := range map[string]string{
		`{"from":"url","script":"explode"}`:                                "script",
		`{"from":"moon"}`:                                                  "from",
		`{"from":"direct","request":"[]","sdkappid":"1"}`:                  "app",
		`{"from":"url","credential":{"kind":"demo"}}`:                      "user",
		`{"from":"url","credential":{"kind":"configured"}}`:                "credential",
		`{"from":"url","credential":{"kind":"passport"}}`:                  "credential",
		`{"from":"url","nobody":1}`:                                        "",
		`{"from":"url","credential":{"kind":"demo","user":"u"},"request":`: "",
	} {
		w := p.ask("POST", console.Prefix+"api/call", body)
		var out struct{ Error, Field string }
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != 400 || out.Error == "" || out.Field != field {
			t.Errorf("%s: %d %s (%v)", body, w.Code, w.Body, err)
		}
	}
	if len(p.events) != 0 {
		t.Errorf("%d events reached the function", len(p.events))
	}
}

// An attempt shows only the page that its request asked for, and nothing else of the
// request.
func TestAnAttemptTellsWhichPageItAskedFor(t *testing.T) {
	t.Parallel()
	const page, search = chattest.GetContactGroupPath, chattest.SearchContactGroupPath
	for sentence, c := range map[string]struct{ path, body, want string }{
		"the first page":                 {page, `{"From_Account":"s3cret","StartIndex":0}`, "0"},
		"another page":                   {page, `{"From_Account":"s3cret","StartIndex":4}`, "4"},
		"a page without a place":         {page, `{"From_Account":"s3cret"}`, ""},
		"a place that is a text":         {page, `{"StartIndex":"s3cret"}`, ""},
		"a page that is no JSON":         {page, `s3cret`, ""},
		"a search":                       {search, `{"From_Account":"s3cret","ContactItem":[]}`, ""},
		"a search that names StartIndex": {search, `{"From_Account":"s3cret","StartIndex":4}`, ""},
	} {
		p := newPage(t, func(config *console.Config) {
			config.Invoke = func(context.Context, []byte) (*platform.Result, error) {
				response, err := http.Post(config.Chat.URL()+c.path+"?usersig=s3cret", "application/json", strings.NewReader(c.body))
				if err != nil {
					return nil, err
				}
				return &platform.Result{}, response.Body.Close()
			}
		})
		w := p.ask("POST", console.Prefix+"api/call", `{"from":"direct","request":"{}"}`)
		var out struct {
			Attempts []struct{ StartIndex json.RawMessage }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || len(out.Attempts) != 1 || string(out.Attempts[0].StartIndex) != c.want {
			t.Errorf("%s: %d %s (%v), want %q", sentence, w.Code, w.Body, err, c.want)
		}
		if strings.Contains(w.Body.String(), "s3cret") {
			t.Errorf("%s: more than the page is told: %s", sentence, w.Body)
		}
	}
}

func TestDataIsChangedAndReset(t *testing.T) {
	t.Parallel()
	p := newPage(t, nil)
	const path = console.Prefix + "api/data"
	before := p.ask("GET", path, "").Body.String()
	if w := p.ask("PUT", path, `{"users":{"someone":{}}}`); w.Code != 200 || strings.Join(p.data.Users(), " ") != "someone" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := p.ask("PUT", path, `{"users":{"":{}}}`); w.Code != 400 || len(p.data.Users()) != 1 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := p.ask("DELETE", path, ""); w.Code != 200 || w.Body.String() != before {
		t.Errorf("%d %s, not %s", w.Code, w.Body, before)
	}
}

func TestRealSettingsHaveNoFakeBehindThem(t *testing.T) {
	t.Parallel()
	p := newPage(t, func(c *console.Config) { c.Chat, c.Data, c.Sign = nil, nil, nil })
	if w := p.ask("GET", console.Prefix+"api/data", ""); w.Code != 404 {
		t.Errorf("data: %d", w.Code)
	}
	if w := p.ask("GET", console.Prefix+"api/state", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"embedded":false,"signs":false`) {
		t.Errorf("state: %d %s", w.Code, w.Body)
	}
	w := p.ask("POST", console.Prefix+"api/call", `{"from":"url","credential":{"kind":"demo","user":"u"}}`)
	if body, _ := io.ReadAll(w.Body); w.Code != 400 || !strings.Contains(string(body), "paste a UserSig") {
		t.Errorf("call: %d %s", w.Code, body)
	}
}

func TestAConsoleNeedsAFunction(t *testing.T) {
	t.Parallel()
	if _, err := console.New(console.Config{}); err == nil || errors.Unwrap(err) != nil {
		t.Errorf("%v", err)
	}
}

// The page lists every fault that a script can name.
func TestThePageListsEveryFault(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("index.html")
	if err != nil {
		t.Fatal(err)
	}
	_, err = chattest.ParseScript("unknown")
	_, names, found := strings.Cut(fmt.Sprint(err), "http599, ")
	if !found {
		t.Fatalf("no list in %v", err)
	}
	for name := range strings.SplitSeq(names, ", ") {
		if !strings.Contains(string(page), "<code>"+name+"</code>") {
			t.Errorf("index.html: the fault %s is missing", name)
		}
	}
}
