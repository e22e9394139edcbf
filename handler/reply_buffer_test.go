package handler_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"chatmarks/chat/chattest"
)

// ofUser returns a function with several users, each with a different mark.
func ofUser(t *testing.T, users int) *function {
	t.Helper()
	f := newFunction(t, "", "CALLER_AUTH", "none", "LOG_LEVEL", "error", "CHAT_RATE_LIMIT", "0")
	for n := range users {
		mark := strings.Repeat(fmt.Sprintf("mark-of-%d.", n), 14+n)
		err := f.data.SetUser(user(n), chattest.User{Conversations: []chattest.Conversation{{Type: chattest.C2C, Peer: "peer", CustomMark: mark}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func user(n int) string { return fmt.Sprintf("user_of_%d", n) }

func asks(n int) string {
	return fmt.Sprintf(`{"From_Account":%q,"ContactItem":[{"Type":1,"To_Account":"peer"}]}`, user(n))
}

// own reports whether an answer contains all marks of user n and none of another user.
func own(body string, n int) bool {
	return strings.Count(body, "mark-of-") == 14+n && strings.Count(body, fmt.Sprintf("mark-of-%d.", n)) == 14+n
}

// Answers reuse buffers, but must not contain data of other answers.
func TestAnswersAtTheSameTimeAreNotMixedUp(t *testing.T) {
	t.Parallel()
	const users = 8
	f := ofUser(t, users)
	var group sync.WaitGroup
	for n := range users {
		group.Go(func() {
			for range 50 {
				if got := f.post(asks(n)); got.StatusCode != 200 || !own(got.Body, n) {
					t.Errorf("user %d: %d %.300s", n, got.StatusCode, got.Body)
				}
			}
		})
	}
	group.Wait()
}

// slowWriter calls a function while an answer is being written.
type slowWriter struct {
	*httptest.ResponseRecorder
	before func()
}

func (w slowWriter) Write(b []byte) (int, error) {
	w.before()
	return w.ResponseRecorder.Write(b)
}

func TestAnAnswerIsItsOwnUntilItIsWritten(t *testing.T) {
	t.Parallel()
	f := ofUser(t, 2)
	f.post(asks(0)) // passes the environment
	serve := func(n int, w http.ResponseWriter) {
		f.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(asks(n))))
	}
	for range 20 {
		w := slowWriter{httptest.NewRecorder(), func() { serve(1, httptest.NewRecorder()) }}
		serve(0, w)
		if body := w.Body.String(); !own(body, 0) {
			t.Fatalf("%.300s", body)
		}
	}
}
