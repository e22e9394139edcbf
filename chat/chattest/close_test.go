package chattest_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"chatmarks/chat/chattest"

	"go.uber.org/goleak"
)

// TestCloseReleasesEverything runs alone, because it looks for leaked goroutines.
func TestCloseReleasesEverything(t *testing.T) {
	for _, script := range []string{"hang*", "stall*", "endless*", "ok+delay=1h*", "reset+delay=1h*"} {
		for _, overTLS := range []bool{false, true} {
			t.Run(script, func(t *testing.T) { closeDuring(t, script, overTLS) })
		}
	}
}

func closeDuring(t *testing.T, script string, overTLS bool) {
	ignore := goleak.IgnoreCurrent()
	s := start(t, chattest.Options{TLS: overTLS})
	step := mustParse(t, script)[0]
	const requests = 3
	var arrived, ended sync.WaitGroup
	arrived.Add(requests)
	s.SetFaults(func(int) chattest.Step { arrived.Done(); return step })
	c := client(t, s)
	for range requests {
		r := request(t, context.Background(), s, sampleRequest)
		ended.Go(func() {
			if resp, err := c.Do(r); err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		})
	}
	arrived.Wait()
	s.Close()
	s.Close()
	if n := s.OpenConnections(); n != 0 {
		t.Errorf("%d connections are open", n)
	}
	ended.Wait()
	c.CloseIdleConnections()
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

func TestHungRequestEndsWithItsClient(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	s.SetFaults(func(int) chattest.Step { cancel(); return chattest.Step{Action: chattest.Hang} })
	if _, err := send(client(t, s), request(t, ctx, s, sampleRequest)); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	s.SetFaults(nil)
	for s.Journal()[0].Duration == 0 { // until the handler has noticed
		ask(t, s, sampleRequest)
	}
}

func TestStallSendsHalfAndThenNothing(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	s.Script(chattest.Step{Action: chattest.Stall})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	a, err := send(client(t, s), request(t, ctx, s, sampleRequest))
	if !errors.Is(err, context.DeadlineExceeded) || a.status != 200 || len(a.body) == 0 {
		t.Errorf("HTTP %d with %q, %v", a.status, a.body, err)
	}
}
