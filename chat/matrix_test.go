package chat_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	smithy "github.com/aws/smithy-go"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// ending is how a call ends that has only this fault.
type ending int

const (
	passes ending = iota // not a fault
	retried
	final
	slow // times out, and is retried
)

// faults are the faults that the fake Chat can play.
var faults = map[string]ending{
	"older": passes, "ok+delay=5ms": passes,
	"50004": retried, "50005": retried, "http408": retried, "http500": retried, "http502": retried, "http503": retried, "http504": retried,
	"reset": retried, "eof": retried, "truncate": retried, "chunkcut": retried, "50004+retry-after=0": retried,
	"50002": final, "60007": final, "60008": final, "70003": final, "99999": final, "http429": final, "http404": final, "redirect": final,
	"garbage": final, "html": final, "empty": final, "undocumented": final, "big": final, "endless": final, "50004+retry-after=6": final,
	"hang": slow, "stall": slow,
}

// TestFaultMatrix checks that every fault × {first, second, every attempt} × {2 s,
// 300 ms left} ends as documented, after the right number of attempts and requests, and
// leaves no connection. TestMain looks for leaked goroutines.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for fault, end := range faults {
		for _, where := range []string{"first", "second", "every"} {
			for _, left := range []time.Duration{2 * time.Second, 300 * time.Millisecond} {
				t.Run(fmt.Sprintf("%s, %s attempt, %v left", fault, where, left), func(t *testing.T) {
					t.Parallel()
					runMatrix(t, fault, where, left, end)
				})
			}
		}
	}
}

func runMatrix(t *testing.T, fault, where string, left time.Duration, end ending) {
	before := 0
	if where == "second" {
		before = 1
	}
	want, cut := before+1, false
	switch {
	case end == slow && left < attemptTimeout:
		cut = true // cut off by the deadline
	case (end == retried || end == slow) && where == "every":
		want = 3
	case end == retried && before == 1 && (fault == "reset" || fault == "eof"):
		// The connection of the previous attempt was kept. Replacing it is not an attempt.
	case end == retried, end == slow:
		want++
	}
	failed := cut || end == final || want == 3 && where == "every"
	s, calm, err := playMatrix(t, fault, where, left, end == slow)
	if !calm {
		// Real sockets need real time. Ten calls in a row took too long, so the machine is
		// the cause, and not the fault that is tested.
		t.Skip("the machine is too busy to read 4 MiB in time")
	}
	expectEnding(t, err, failed, cut, want)
	if cut && before == 1 {
		if api, ok := errors.AsType[*chat.APIError](err); !ok || api.Code != 50005 {
			t.Errorf("the error before the deadline is lost: %v", err)
		}
	}
	if n := len(s.Journal()); n != want && !replaced(s, n-want) {
		t.Errorf("%d requests for %d attempts", n, want)
	}
}

const attemptTimeout = 400 * time.Millisecond

// playMatrix makes the call. It repeats the call, a few times, if the call took long
// only because the machine was busy.
func playMatrix(t *testing.T, fault, where string, left time.Duration, slow bool) (s *chattest.Server, calm bool, err error) {
	script := map[string]string{"first": fault, "second": "50005," + fault, "every": fault + "*"}[where]
	for n := 0; n < 10 && !calm; n++ {
		var client *chat.Client
		s, client = newServer(t, script, func(o *chat.Options) {
			if slow {
				o.AttemptTimeout = attemptTimeout
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), left)
		begin := time.Now()
		_, err = client.SearchContactGroup(ctx, sample())
		cancel()
		calm = slow || time.Since(begin) < left/2
	}
	return s, calm, err
}

func expectEnding(t *testing.T, err error, failed, cut bool, want int) {
	t.Helper()
	if !failed {
		if err != nil {
			t.Errorf("it did not end well: %v", err)
		}
		return
	}
	call, ok := errors.AsType[*chat.CallError](err)
	if !ok || call.Attempts != want {
		t.Errorf("%v; want %d attempts", err, want)
	}
	if _, ok := errors.AsType[*smithy.OperationError](err); !ok {
		t.Errorf("no operation error: %v", err)
	}
	if _, deadline := errors.AsType[*chat.DeadlineError](err); deadline != cut {
		t.Errorf("deadline %v: %v", deadline, err)
	}
}

// replaced reports whether n requests were repeated with the same random.
func replaced(s *chattest.Server, n int) bool {
	seen, again := map[string]bool{}, 0
	for _, e := range s.Journal() {
		if seen[e.Random] {
			again++
		}
		seen[e.Random] = true
	}
	return again == n
}
