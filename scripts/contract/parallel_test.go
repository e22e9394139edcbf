package contract

import (
	"fmt"
	"sync"
	"testing"

	"chatmarks/chat/chattest"
)

// Invocations that run in parallel in one process, alternating between two environments,
// never get each other's answer, app or signature.
func TestParallelInvocations(t *testing.T) {
	t.Parallel()
	a, b := newWorld(t, "CHAT_RATE_LIMIT=0"), newWorld(t, "CHAT_RATE_LIMIT=0")
	var all sync.WaitGroup
	for i := range 8 {
		w := []*world{a, b}[i%2]
		user := fmt.Sprintf("user_%d", i)
		if err := w.data.SetUser(user, chattest.User{Conversations: []chattest.Conversation{
			{Type: chattest.C2C, Peer: "peer", StandardMark: "1", CustomMark: user, Timestamp: 1},
		}}); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			for range 25 {
				r := w.invoke(`{"From_Account":"` + user + `","ContactItem":[{"Type":1,"To_Account":"peer"}]}`)
				if r.FromAccount != user || len(r.Conversations) != 1 || r.Conversations[0].CustomMark != user || r.RequestID != r.requestID {
					t.Errorf("%s got %s", user, r.text)
				}
			}
		})
	}
	all.Wait()
	for _, w := range []*world{a, b} {
		for _, e := range w.chat.Journal() {
			if e.SDKAppID != w.id || e.ErrorCode != 0 {
				t.Fatalf("a call for app %d came to that of %d, code %d", e.SDKAppID, w.id, e.ErrorCode)
			}
		}
	}
}

// The same over HTTP, with faults in between.
func TestParallelRequestsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none", "CHAT_MAX_ATTEMPTS=10")
	w.chat.SetFaults(func(n int) chattest.Step {
		if n%20 == 0 {
			return chattest.Step{Code: 50004}
		}
		return chattest.Step{}
	})
	base := w.web()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if a := w.over(base, post(t, "/"), []byte(sampleBody)); a.status != 200 {
					t.Errorf("%v", a)
				}
			}
		})
	}
	all.Wait()
}
