package contract

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

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

// One connection to Chat serves any number of sequential calls, faults in
// complete answers included.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	f, _ := alone(t)
	w := newWorld(t, "CHAT_RATE_LIMIT=0", "CHAT_ATTEMPT_TIMEOUT=1m")
	for i := range 200 {
		if i%50 == 49 {
			w.play("50004")
		}
		if r := w.invokeOn(f, sampleBody, within(time.Minute)); r.Error != nil {
			t.Fatalf("call %d: %s", i+1, r.text)
		}
	}
	if n := w.chat.Connections(); n != 1 {
		t.Errorf("%d connections for 200 calls", n)
	}
	journal := w.chat.Journal()
	randoms := map[string]bool{}
	for _, e := range journal {
		randoms[e.Random] = true
	}
	if len(journal) != 204 || len(randoms) < 203 {
		t.Errorf("%d attempts with %d randoms", len(journal), len(randoms))
	}
}

// "A kept-alive connection that ends before the first byte of an answer is
// replaced by a fresh one, with the same random, and costs no attempt and no token."
func TestReplacedConnection(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"eof", "reset"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			f, _ := alone(t)
			w := newWorld(t, "CHAT_MAX_ATTEMPTS=1")
			w.invokeOn(f, sampleBody)
			w.play(script)
			if r := w.invokeOn(f, sampleBody); r.Error != nil {
				t.Fatalf("%s", r.text)
			}
			journal := w.chat.Journal()
			if len(journal) != 3 || journal[1].Random != journal[2].Random || !bytes.Equal(journal[1].Body, journal[2].Body) || journal[1].UserSig != journal[2].UserSig {
				t.Errorf("%d requests; the last two are not the same", len(journal))
			}
			if journal[0].Connection != journal[1].Connection || journal[1].Connection == journal[2].Connection {
				t.Error("no fresh connection for the last")
			}
			w.drainOn(f)
			w.invokeOn(f, sampleBody)
			w.play(script)
			if r := w.invokeOn(f, sampleBody); r.Error != nil {
				t.Errorf("on an empty quota: %s", r.text)
			}
		})
	}
}

// drainOn uses the quota up in a function of its own.
func (w *world) drainOn(f *platform.Function) {
	w.t.Helper()
	three := w.with(w.t, "CHAT_MAX_ATTEMPTS=3")
	w.play("http503*")
	for range 18 {
		three.invokeOn(f, sampleBody)
	}
	w.chat.ResetScript()
}

// The same on a fresh connection is an attempt.
func TestFreshConnectionThatEnds(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"eof", "reset"} {
		w := newWorld(t, "CHAT_MAX_ATTEMPTS=1")
		w.play(script)
		if r := w.invoke(sampleBody); r.code() != unavailable.code || r.Error.attempts() != 1 || len(w.chat.Journal()) != 1 {
			t.Errorf("%s: %s after %d requests", script, r.text, len(w.chat.Journal()))
		}
	}
}

// "A retry after a network fault, a time-out or an HTTP 5xx or 408 uses a fresh
// connection, and one that answered 408 or 5xx is closed."
func TestRetryLeavesTheConnection(t *testing.T) {
	t.Parallel()
	for script, fresh := range map[string]bool{"50004": false, "http408": true, "http500": true, "http503": true, "hang": true, "stall": true, "truncate": true} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			f, _ := alone(t)
			w := newWorld(t, "CHAT_ATTEMPT_TIMEOUT=3s")
			w.invokeOn(f, sampleBody)
			w.play(script)
			r := w.invokeOn(f, sampleBody)
			w.invokeOn(f, sampleBody)
			j := w.chat.Journal()
			if r.Error != nil || len(j) != 4 {
				t.Fatalf("%s after %d requests", r.text, len(j))
			}
			if j[0].Connection != j[1].Connection || (j[1].Connection != j[2].Connection) != fresh || (j[3].Connection == j[1].Connection) == fresh {
				t.Errorf("connections %v %v %v %v", j[0].Connection, j[1].Connection, j[2].Connection, j[3].Connection)
			}
		})
	}
}

// A dozen kept-alive connections that are dead make one more request, not a dozen.
func TestManyDeadConnections(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none", "CHAT_MAX_ATTEMPTS=1", "CHAT_RATE_LIMIT=0")
	base := w.web()
	w.play("ok+delay=500ms*")
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() { w.over(base, post(t, "/"), []byte(sampleBody)) })
	}
	group.Wait()
	w.chat.ResetScript()
	w.chat.ResetJournal()
	w.play("eof*")
	if a := w.over(base, post(t, "/"), []byte(sampleBody)); a.status != 503 {
		t.Errorf("%v", a)
	}
	if n := len(w.chat.Journal()); n != 2 {
		t.Errorf("%d requests for one attempt, not 2", n)
	}
}

// Nobody listens: a network fault, with all its attempts.
func TestChatIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chat.Close()
	if r := w.invoke(sampleBody); r.code() != unavailable.code || r.Error.attempts() != 3 || r.Error.Chat.ErrorCode != nil {
		t.Errorf("%s", r.text)
	}
}
