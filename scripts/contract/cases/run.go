package cases

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// Function is a function under test.
type Function struct {
	// Invoke sends an event. It returns the answer, or the text of the Go error.
	Invoke func(event []byte) (answer string)
	// HTTP sends a request over plain HTTP.
	HTTP func(r *http.Request, body []byte) (status int, header http.Header, answer string)
	// Log returns the log line of a request.
	Log func(requestID string) string
}

// Run sends the case's request in each of its ways to a function that start starts with
// the variables of env, and compares the outcome. With update, it writes the outcome into
// the file, once.
func (c *Case) Run(t *testing.T, start func(t *testing.T, env map[string]string) Function, update bool) {
	for _, way := range c.ways {
		t.Run(way, func(t *testing.T) {
			server := c.chat(t)
			f := start(t, c.environment(server.URL()))
			got := c.send(t, f, way)
			for _, e := range server.Journal() {
				got.attempts++
				got.asked += e.Path + " " + string(e.Body) + "\n"
			}
			got.log = fields(t, f.Log(got.id))
			if update {
				c.keep(got)
				update = false
				if err := c.write(); err != nil {
					t.Fatal(err)
				}
			}
			c.compare(t, got)
		})
	}
}

// HTTP sends the case's request in each of its ways that are HTTP, and passes the body of
// the request and each answer to seen.
func (c *Case) HTTP(t *testing.T, start func(t *testing.T, env map[string]string) Function, seen func(method, target, request string, status int, header http.Header, body string)) {
	for _, way := range c.ways {
		if !slices.Contains(waysOfHTTP, way) {
			continue
		}
		f := start(t, c.environment(c.chat(t).URL()))
		o := c.send(t, f, way)
		seen(c.method, c.target, c.body, o.status, o.header, o.raw)
	}
}

// Serve sends a request to a handler in process.
func Serve(ctx context.Context, h http.Handler, r *http.Request, body []byte) (status int, header http.Header, answer string) {
	served := httptest.NewRequestWithContext(ctx, r.Method, r.URL.String(), bytes.NewReader(body))
	served.Header = r.Header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, served)
	header = http.Header{}
	for name, values := range w.Header() { // as written; clients see them canonical
		header[http.CanonicalHeaderKey(name)] = values
	}
	return w.Code, header, w.Body.String()
}

// chat starts a Chat that does what the case says.
func (c *Case) chat(t *testing.T) *chattest.Server {
	t.Helper()
	app := chattest.DemoApp()
	app.Variant.PageSize = c.pages
	server, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app, second()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	for _, line := range c.plays {
		if strings.Contains("{<[", line[:1]) {
			server.Script(chattest.Step{Body: line})
			continue
		}
		steps, err := chattest.ParseScript(line)
		if err != nil {
			t.Fatal(err)
		}
		server.Script(steps...)
	}
	return server
}

func (c *Case) send(t *testing.T, f Function, way string) (o outcome) {
	t.Helper()
	event := map[string]string{
		"direct":      c.body,
		"timer":       `{"Type":"Timer","TriggerName":"t","Time":"2026-11-02T00:00:00Z","Message":` + strconv.Quote(c.body) + `}`,
		"eventbridge": `{"specversion":"1.0.2","data":` + c.body + `}`,
	}[way]
	if event != "" || way == "direct" {
		o.body = f.Invoke([]byte(event))
	} else {
		o.isHTTP = true
		r, err := http.NewRequest(c.method, "http://function.example"+c.target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for _, h := range c.header {
			name, value, _ := strings.Cut(h, ":")
			if value = strings.TrimSpace(value); value == "" {
				r.Header.Del(name)
			} else {
				r.Header.Set(name, value)
			}
		}
		if way == "http" {
			o.status, o.header, o.body = f.HTTP(r, []byte(c.body))
		} else {
			payload, err := platform.Event(platform.Shape(way), r, []byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := platform.ParseResponse([]byte(f.Invoke(payload)))
			if err != nil {
				t.Fatal(err)
			}
			o.status, o.header, o.body = answer.StatusCode, answer.Header, string(answer.Body)
		}
		o.id = o.header.Get("X-Request-Id")
	}
	o.raw = o.body
	if _, rest, ok := strings.Cut(o.body, `{"requestID":"`); ok {
		id, _, _ := strings.Cut(rest, `"`)
		if o.isHTTP && id != o.id {
			t.Errorf("requestID %s is not the X-Request-ID %s", id, o.id)
		}
		o.id = id
		o.body = strings.Replace(o.body, id, "ID", 1)
	}
	return o
}
