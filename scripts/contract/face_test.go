package contract

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// response is an HTTP answer.
type response struct {
	status int
	header http.Header
	body   []byte
	id     string // the platform's id of the invocation; empty without a platform
}

// reply decodes a body as an answer of the contract.
func (r response) reply(t *testing.T) reply {
	t.Helper()
	return decode(t, r.body)
}

func (r response) String() string { return fmt.Sprintf("%d %.300q", r.status, r.body) }

// through sends a request as an event of a shape.
func (w *world) through(shape platform.Shape, r *http.Request, body []byte) response {
	w.t.Helper()
	event, err := platform.Event(shape, r, body)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.event(string(event))
}

// event sends an HTTP event, which always gets an HTTP answer.
func (w *world) event(event string) response {
	w.t.Helper()
	raw := w.raw(event)
	if raw.Error != nil {
		w.t.Fatalf("a Go error for an HTTP event, never given by section 7: %.300q", raw.Error.Message)
	}
	if !bytes.HasPrefix(raw.Payload, []byte(`{"isBase64Encoded":false,"statusCode":`)) {
		w.t.Errorf("not the integrated response of section 7: %.100q", raw.Payload)
	}
	parsed, err := platform.ParseResponse(raw.Payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return response{status: parsed.StatusCode, header: parsed.Header, body: parsed.Body, id: raw.RequestID}
}

// plain is a client that follows no redirects. It keeps no connections, since the process
// ends with its test.
var plain = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true, ExpectContinueTimeout: patience},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// askFirst is the length from which a body is sent only after the function asks for it
// (Expect: 100-continue), as curl does. So the client can read an early refusal.
const askFirst = 100 << 10

// over sends a request to a function that serves HTTP at base.
func (w *world) over(base string, r *http.Request, body []byte) response {
	w.t.Helper()
	target := base + r.URL.RequestURI()
	sent, err := http.NewRequestWithContext(w.t.Context(), r.Method, target, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	sent.Header = maps.Clone(r.Header)
	if len(body) > askFirst && sent.Header.Get("Expect") == "" {
		sent.Header.Set("Expect", "100-continue")
	}
	answer, err := plain.Do(sent)
	if err != nil {
		w.t.Fatalf("no answer over HTTP: %v", err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatalf("half an answer over HTTP: %v", err)
	}
	given.keep(w.t.Name()+", HTTP", slices.Concat([]byte(headerText(answer.Header)), got))
	return response{status: answer.StatusCode, header: answer.Header, body: got}
}

func headerText(h http.Header) string {
	var b strings.Builder
	_ = h.Write(&b) // a Builder accepts everything
	return b.String()
}

// post returns a POST request whose only header is the Content-Type of JSON.
func post(t *testing.T, target string) *http.Request {
	t.Helper()
	if strings.HasPrefix(target, "/") {
		target = "http://chat.example" + target
	}
	r, err := http.NewRequest(http.MethodPost, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// always checks the headers that every answer carries, by section 6.
func always(t *testing.T, where string, a response) {
	t.Helper()
	for name, value := range map[string]string{
		"Content-Type":           "application/json; charset=utf-8",
		"Cache-Control":          "no-store",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := a.header[name]; len(got) != 1 || got[0] != value {
			t.Errorf("%s: %s is %q, not %q", where, name, got, value)
		}
	}
	id := a.header.Get("X-Request-Id")
	if id == "" || a.id != "" && id != a.id {
		t.Errorf("%s: X-Request-ID %q is not the platform's %q", where, id, a.id)
	}
	if len(a.body) > 0 && a.body[0] == '{' && !strings.HasPrefix(string(a.body), `{"status"`) && !strings.HasPrefix(string(a.body), `{"requestID":"`+id+`",`) {
		t.Errorf("%s: X-Request-ID %q is not the requestID of %.100s", where, id, a.body)
	}
}
