package openapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/contract/cases"
)

// unsaid are the cases whose rule no schema of a body can express.
var unsaid = map[string]bool{
	"2-request/a-repeated-name-is-refused-at-the-top":                        true,
	"2-request/a-repeated-name-is-refused-in-an-item":                        true,
	"2-request/with-chat-max-conversations-a-request-may-have-as-many-items": true,
	"11-all-contacts/allcontacts-given-twice":                                true,
}

// TestAnswers checks every request and answer of the contract's cases against the file, and
// the file against the answers.
func TestAnswers(t *testing.T) {
	t.Parallel()
	d := load(t)
	all, err := cases.Load("../../contract/cases")
	if err != nil {
		t.Fatal(err)
	}
	var seen coverage
	judge := func(t *testing.T, method, target string, a *answer) {
		t.Helper()
		path, _, _ := strings.Cut(target, "?")
		name, err := d.judge(method, path, a)
		if err != nil {
			t.Errorf("%v\nthe answer: %v %.300s", err, a.header, a.body)
		}
		seen.note(name)
	}
	t.Run("cases", func(t *testing.T) {
		for _, c := range all {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				c.HTTP(t, forCase, func(method, target, request string, status int, header http.Header, body string) {
					judge(t, method, target, &answer{status: status, header: header, body: []byte(body)})
					inBody := method == "POST" && !strings.Contains(target, "?")
					if accepts := d.accepts(request); inBody && accepts == (status == 400) && !unsaid[c.Name] {
						t.Errorf("status %d, but the schema accepts the request: %t", status, accepts)
					}
				})
			})
		}
	})
	// Answers that depend on time, on the client, or on a fault of the function.
	hung := chattest.Step{Action: chattest.Hang, Repeat: chattest.Forever}
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	judge(t, "POST", "/", post(t, short, newHandler(t, environment(newChat(t, hung).URL()), nil), "/", simple))
	gone, leave := context.WithCancel(t.Context())
	leave()
	judge(t, "POST", "/", post(t, gone, newHandler(t, environment(newChat(t, hung).URL()), nil), "/", simple))
	panicking := smithyhttp.ClientDoFunc(func(*http.Request) (*http.Response, error) { panic("out of order") })
	judge(t, "POST", "/", post(t, t.Context(), newHandler(t, environment(newChat(t).URL()), panicking), "/", simple))
	if !t.Failed() { // else what failed would be missing, too
		seen.compare(t, d)
	}
}

func newChat(t *testing.T, steps ...chattest.Step) *chattest.Server {
	t.Helper()
	server, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	server.Script(steps...)
	return server
}
