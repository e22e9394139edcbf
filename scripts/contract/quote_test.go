package contract

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// Section 10: an ErrorInfo of Chat, or of a proxy before it, may quote the request. The
// function does not pass the quote on. The recorder finds it if it does.
func TestErrorInfoQuotesNoSecret(t *testing.T) {
	t.Parallel()
	for sentence, quote := range map[string]func(u *url.URL) string{
		"the UserSig":              func(u *url.URL) string { return u.Query().Get("usersig") },
		"the UserSig in a text":    func(u *url.URL) string { return "bad (" + u.Query().Get("usersig") + "), sign anew" },
		"the UserSig, escaped":     func(u *url.URL) string { return "bad: " + url.QueryEscape(u.Query().Get("usersig")) },
		"the UserSig in HTML":      func(u *url.URL) string { return "bad: " + html.EscapeString(u.Query().Get("usersig")) },
		"the UserSig, cut short":   func(u *url.URL) string { return "bad: " + u.Query().Get("usersig")[:100] },
		"the UserSig in long text": func(u *url.URL) string { return strings.Repeat("no. ", 110) + u.Query().Get("usersig") },
		"the query":                func(u *url.URL) string { return u.RawQuery },
		"the URL":                  func(u *url.URL) string { return "not found: " + u.RequestURI() },
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "CALLER_AUTH=none")
			echo := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(rw, `{"ActionStatus":"FAIL","ErrorCode":51008,"ErrorInfo":%q}`, quote(r.URL))
			}))
			t.Cleanup(echo.Close)
			w.set("CHAT_ENDPOINT=" + echo.URL)
			if r := w.invoke(sampleBody); r.code() != "LimitExceeded" {
				t.Errorf("%s", r.text)
			}
			if a := w.through(platform.APIGateway, post(t, "/"), []byte(sampleBody)); a.status != 409 {
				t.Errorf("%v", a)
			}
		})
	}
}

// The text of a fault may quote the URL: of a redirect, of a body that is not JSON, of a
// header.
func TestFaultsQuoteNoSecret(t *testing.T) {
	t.Parallel()
	for sentence, play := range map[string]http.HandlerFunc{
		"a redirect to itself": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
		"a page that quotes":   func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "no such page: %s", r.URL) },
		"a 404 that quotes":    func(w http.ResponseWriter, r *http.Request) { http.Error(w, r.URL.String(), http.StatusNotFound) },
		"a 503 that quotes": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, r.URL.String(), http.StatusServiceUnavailable)
		},
		"a status text": func(w http.ResponseWriter, r *http.Request) {
			hijacked(w, "HTTP/1.1 599 "+r.URL.String()+"\r\nContent-Length: 0\r\n\r\n")
		},
		"a header": func(w http.ResponseWriter, r *http.Request) {
			hijacked(w, "HTTP/1.1 200 OK\r\n"+r.URL.String()+"\r\n\r\n")
		},
		"more than an answer": func(w http.ResponseWriter, r *http.Request) { // net/http logs unexpected bytes
			hijacked(w, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"+r.URL.String())
		},
		"no HTTP at all": func(w http.ResponseWriter, r *http.Request) { hijacked(w, "what? "+r.URL.String()+"\r\n\r\n") },
		"a Retry-After": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", r.URL.String())
			w.WriteHeader(503)
		},
		"a transfer coding": func(w http.ResponseWriter, r *http.Request) {
			hijacked(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "+r.URL.RawQuery+"\r\n\r\n")
		},
		"a length": func(w http.ResponseWriter, r *http.Request) {
			hijacked(w, "HTTP/1.1 200 OK\r\nContent-Length: "+r.URL.RawQuery+"\r\n\r\n")
		},
		"a JSON number": func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, `{"ErrorCode":%s}`, r.URL.RawQuery) },
		"a mark": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, results(fmt.Sprintf(`{"Type":1,"To_Account":"user_0002","StandardMark":%q}`, r.URL.RawQuery)))
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "CALLER_AUTH=none")
			quoting := httptest.NewServer(play)
			t.Cleanup(quoting.Close)
			w.set("CHAT_ENDPOINT=" + quoting.URL)
			if r := w.invoke(sampleBody); r.Error == nil {
				t.Errorf("answered: %s", r.text)
			}
			if a := w.through(platform.APIGateway, post(t, "/"), []byte(sampleBody)); a.status < 500 {
				t.Errorf("%v", a)
			}
		})
	}
}

// hijacked writes raw bytes that no HTTP server would write.
func hijacked(w http.ResponseWriter, text string) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err) // HTTP/1.1 can be hijacked
	}
	defer c.Close()
	_, _ = c.Write([]byte(text)) // the function may have closed the connection
}
