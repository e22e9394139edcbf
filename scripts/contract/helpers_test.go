package contract

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// verdict is a row of section 4: a code, its status, and whether it is retryable.
type verdict struct {
	code      string
	status    int
	retryable bool
}

var (
	notFoundVerdict    = verdict{"ResourceNotFound", 404, false}
	limitExceeded      = verdict{"LimitExceeded", 409, false}
	throttled          = verdict{"RequestLimitExceeded", 429, true}
	configurationError = verdict{"ConfigurationError", 500, false}
	failedOperation    = verdict{"FailedOperation", 502, false}
	unavailable        = verdict{"ServiceUnavailable", 503, true}
)

func from(account string) string {
	return `{"From_Account":` + account + `,"ContactItem":[{"Type":1,"To_Account":"user_0002"}]}`
}

const good = `{"Type":1,"To_Account":"user_0002"}`

// padded has white space before its last byte, up to a length.
func padded(body string, length int) string {
	return body[:len(body)-1] + strings.Repeat(" ", length-len(body)) + "}"
}

var userWithNothing = chattest.User{}

// batches are the forms that carry several requests.
var batches = map[string]func(bodies ...string) string{
	"CKafka": func(bodies ...string) string { return records("Ckafka", bodies) },
	"CMQ":    func(bodies ...string) string { return records("CMQ", bodies) },
	"EventBridge": func(bodies ...string) string {
		var list []string
		for _, b := range bodies {
			list = append(list, `{"specversion":"1.0.2","data":{"msgBody":`+strconv.Quote(b)+`}}`)
		}
		return `{"EventList":[` + strings.Join(list, ",") + `]}`
	},
}

func records(kind string, bodies []string) string {
	var list []string
	for _, b := range bodies {
		list = append(list, `{"`+kind+`":{"msgBody":`+strconv.Quote(b)+`}}`)
	}
	return `{"Records":[` + strings.Join(list, ",") + `]}`
}

// alone starts a function for one test.
func alone(t *testing.T, environment ...string) (*platform.Function, *platform.Lines) {
	t.Helper()
	lines := new(platform.Lines)
	f, err := platform.Start(t.Context(), platform.Config{
		Binary:             binary,
		ProcessEnvironment: environment,
		Stdout:             recorded(t.Name()+", stdout", lines),
		Stderr:             recorded(t.Name()+", stderr", lines),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Stop(); err != nil {
			t.Error(err)
		}
	})
	return f, lines
}

// calmly tries until an answer came in time: on a machine with much else to do,
// one that is late proves nothing, but ten do.
func calmly(t *testing.T, left time.Duration, try func() result) (r result) {
	t.Helper()
	for range 10 {
		if r = try(); r.took <= left {
			return r
		}
	}
	t.Fatalf("ten times later than the %v that it had, the last time after %v: %.300s", left, r.took, r.text)
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
