package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
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

// outcome is what a request resulted in.
type outcome struct {
	isHTTP   bool
	status   int
	header   http.Header
	raw      string
	body     string // raw, with ID in place of the request's id
	id       string
	asked    string
	attempts int
	log      map[string]any
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

// kept lists the fields of the log line that a case contains.
var kept = []string{"msg", "level", "status", "code", "conversations", "attempts", "chatCode"}

func fields(t *testing.T, line string) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(line), &all); err != nil {
		t.Fatalf("the log line is not JSON: %q", line)
	}
	for name := range all {
		if !slices.Contains(kept, name) {
			delete(all, name)
		}
	}
	if all["msg"] == "search" {
		delete(all, "msg")
	}
	return all
}

// keep writes the outcome into the parts of the case. It writes only the headers that the
// case names.
func (c *Case) keep(o outcome) {
	var answer []string
	answer = append(answer, strconv.Itoa(int(o.log["status"].(float64))))
	for _, h := range c.expectedHeader() {
		name, _, _ := strings.Cut(h, ":")
		answer = append(answer, name+": "+strings.Join(o.header.Values(name), ", "))
	}
	const most = 4 << 10
	if len(o.body) <= most && o.body != "" {
		answer = append(answer, o.body)
	}
	c.set("answer", strings.Join(answer, "\n")+"\n")
	if c.has("asked") {
		c.set("asked", o.asked)
	}
	c.set("attempts", strconv.Itoa(o.attempts)+"\n")
	log, _ := json.Marshal(o.log) // sorted by name
	c.set("log", string(log)+"\n")
}

func (c *Case) expectedHeader() (header []string) {
	if answer := lines(c.part("answer")); len(answer) > 0 {
		for _, line := range answer[1:] {
			if !strings.HasPrefix(line, "{") {
				header = append(header, line)
			}
		}
	}
	return header
}

func (c *Case) compare(t *testing.T, o outcome) {
	t.Helper()
	want := lines(c.part("answer"))
	if len(want) == 0 {
		t.Fatal("the case has no answer yet: -update")
	}
	status, _ := strconv.Atoi(want[0])
	if o.isHTTP && o.status != status {
		t.Errorf("status %d, not %d", o.status, status)
	}
	for _, h := range c.expectedHeader() {
		name, value, _ := strings.Cut(h, ": ")
		if got := strings.Join(o.header.Values(name), ", "); o.isHTTP && got != value {
			t.Errorf("%s is %q, not %q", name, got, value)
		}
	}
	if last := want[len(want)-1]; strings.HasPrefix(last, "{") && o.body != last {
		t.Errorf("the answer is\n%s\nnot\n%s", o.body, last)
	}
	if asked := c.part("asked"); c.has("asked") && o.asked != asked {
		t.Errorf("Chat saw\n%snot\n%s", o.asked, asked)
	}
	if attempts := strings.TrimSpace(c.part("attempts")); strconv.Itoa(o.attempts) != attempts {
		t.Errorf("Chat saw %d requests, not %s", o.attempts, attempts)
	}
	var log map[string]any
	if err := json.Unmarshal([]byte(c.part("log")), &log); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(o.log, log) {
		t.Errorf("the log says %v, not %v", o.log, log)
	}
}
