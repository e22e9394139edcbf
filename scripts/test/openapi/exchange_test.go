package openapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat/chattest"
	"chatmarks/handler"
)

// exchange is a request and what it must bring.
type exchange struct {
	name   string
	world  *world
	script string        // what Chat does; by default it judges and answers
	answer string        // or this body of Chat's
	method string        // default POST
	target string        // default /
	header []headerField // beside the Content-Type
	who    string        // the Authorization header
	body   string
	status int
	code   handler.Code
	check  func(t *testing.T, a *answer) // what no schema can say
	// unlike is the way over which the request arrives as another one.
	unlike string
}

type headerField struct{ name, value string }

// run has Chat do its part, sends the request and returns what came of it.
func (e *exchange) run(t *testing.T, f function, chat *chattest.Server) (*http.Request, *answer) {
	t.Helper()
	chat.ResetScript()
	steps, err := chattest.ParseScript(e.script)
	if err != nil {
		t.Fatal(err)
	}
	chat.Script(steps...)
	if e.answer != "" {
		chat.Script(chattest.Step{Body: e.answer})
	}
	r := e.request(t)
	a, err := f.send(t, r, []byte(e.body))
	if err != nil {
		t.Fatal(err)
	}
	return r, a
}

func (e *exchange) request(t *testing.T) *http.Request {
	t.Helper()
	method, target := e.method, e.target
	if method == "" {
		method = http.MethodPost
	}
	if target == "" {
		target = "/"
	}
	r, err := http.NewRequestWithContext(t.Context(), method, "https://function.example"+target, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	if e.who != "" {
		r.Header.Set("Authorization", e.who)
	}
	for _, h := range e.header {
		r.Header.Set(h.name, h.value)
	}
	return r
}

// user is the credential of a user.
func user(id string) string {
	app := chattest.DemoApp()
	userSig, err := tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, id, 3600)
	if err != nil {
		panic(err) // the inputs are constants
	}
	return "UserSig " + id + ":" + userSig
}

// about is a request about one conversation with a user.
func about(from, to string) string {
	return `{"From_Account":"` + from + `","ContactItem":[{"Type":1,"To_Account":"` + to + `"}]}`
}

// aboutGroup is a request about one group.
func aboutGroup(from, group string) string {
	return `{"From_Account":"` + from + `","ContactItem":[{"Type":2,"ToGroupId":"` + group + `"}]}`
}
