package openapi_test

import (
	"net/http"
	"testing"

	"chatmarks/chat/chattest"
)

const allContacts = `{"From_Account":"user_0001","AllContacts":true}`

// startCredulous starts the function with a Chat that knows every user.
func startCredulous(t *testing.T) http.Handler {
	t.Helper()
	chat := newChat(t)
	chat.SetFaults(func(int) chattest.Step {
		return chattest.Step{Body: `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","CompleteFlag":1}`}
	})
	return newHandler(t, environment(chat.URL()), nil)
}

// accepts reports whether the function calls Chat for a request.
func accepts(t *testing.T, h http.Handler, target, body string) bool {
	t.Helper()
	a := post(t, t.Context(), h, target, body)
	if a.status != 200 && a.status != 400 {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	return a.status == 200
}

// about returns a request for one conversation with a user.
func about(from, to string) string {
	return `{"From_Account":"` + from + `","ContactItem":[{"Type":1,"To_Account":"` + to + `"}]}`
}

var simple = about("user_0001", "user_0002")
