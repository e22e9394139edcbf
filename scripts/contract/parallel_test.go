package contract

import (
	"sync"
	"testing"

	"chatmarks/chat/chattest"
)

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
