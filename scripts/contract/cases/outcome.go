package cases

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

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

// kept lists the fields of the log line that a case checks.
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
	return all
}

// implied returns the fields of the log line that follow from the request, the status and
// the answer. An answer took one attempt. A failure after calls to Chat says how many it
// took, and is about as many conversations as the request has.
func (c *Case) implied(status int, answer string) map[string]any {
	all := map[string]any{"msg": "search", "level": "INFO", "status": float64(status)}
	if strings.Contains(c.body, `"AllContacts":true`) {
		all["msg"] = "list"
	}
	switch {
	case status >= 500:
		all["level"] = "ERROR"
	case status >= 400:
		all["level"] = "WARN"
	}
	var a struct {
		Conversations []any
		Error         struct {
			Code string
			Chat *struct{ ErrorCode, Attempts float64 }
		}
	}
	if json.Unmarshal([]byte(answer), &a) != nil { // no body
		return all
	}
	set := func(name string, value float64) {
		if value > 0 {
			all[name] = value
		}
	}
	set("conversations", float64(len(a.Conversations)))
	if a.Conversations != nil {
		all["attempts"] = 1.0
	}
	if a.Error.Code != "" {
		all["code"] = a.Error.Code
	}
	if chat := a.Error.Chat; chat != nil {
		set("attempts", chat.Attempts)
		set("chatCode", chat.ErrorCode)
		set("conversations", float64(strings.Count(c.body, `"Type"`)))
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
	implied, differs := c.implied(int(o.log["status"].(float64)), c.answer()), map[string]any{}
	for _, name := range kept {
		if o.log[name] != implied[name] {
			differs[name] = o.log[name]
		}
	}
	c.set("log", "")
	if len(differs) > 0 {
		log, _ := json.Marshal(differs) // sorted by name
		c.set("log", string(log)+"\n")
	}
}

// answer returns the body of the expected answer, or "" if the case has none.
func (c *Case) answer() string {
	all := lines(c.part("answer"))
	if last := all[len(all)-1]; strings.HasPrefix(last, "{") {
		return last
	}
	return ""
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
	if answer := c.answer(); answer != "" && o.body != answer {
		t.Errorf("the answer is\n%s\nnot\n%s", o.body, answer)
	}
	if asked := c.part("asked"); c.has("asked") && o.asked != asked {
		t.Errorf("Chat saw\n%snot\n%s", o.asked, asked)
	}
	log := c.implied(status, c.answer())
	if c.has("log") {
		if err := json.Unmarshal([]byte(c.part("log")), &log); err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(log, func(_ string, value any) bool { return value == nil })
	}
	if attempts, _ := log["attempts"].(float64); o.attempts != int(attempts) {
		t.Errorf("Chat saw %d requests, not %v", o.attempts, attempts)
	}
	if !reflect.DeepEqual(o.log, log) {
		t.Errorf("the log says %v, not %v", o.log, log)
	}
}
