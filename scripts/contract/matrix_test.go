package contract

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fault is a row of the matrix: what an attempt that meets it ends with.
type fault struct {
	step    string
	ends    verdict // if it is the last attempt; the zero verdict is an answer
	retried bool    // if time, quota and attempts are left
	waits   bool    // it ends with the time of the request, not before
	// replaced: on a kept-alive connection it is not seen at all, since a fresh
	// one takes over.
	replaced bool
}

var faults = []fault{
	{step: "ok"},
	{step: "older"},
	{step: "50004", ends: unavailable, retried: true},
	{step: "50005", ends: unavailable, retried: true},
	{step: "60008", ends: unavailable},
	{step: "60007", ends: throttled},
	{step: "51008", ends: limitExceeded},
	{step: "70009", ends: configurationError},
	{step: "http429", ends: throttled},
	{step: "http404", ends: failedOperation},
	{step: "http408", ends: unavailable, retried: true},
	{step: "http500", ends: unavailable, retried: true},
	{step: "http503", ends: unavailable, retried: true},
	{step: "http503+retry-after=9", ends: unavailable},
	{step: "reset", ends: unavailable, retried: true, replaced: true},
	{step: "eof", ends: unavailable, retried: true, replaced: true},
	{step: "truncate", ends: unavailable, retried: true},
	{step: "chunkcut", ends: unavailable, retried: true},
	{step: "garbage", ends: failedOperation},
	{step: "html", ends: failedOperation},
	{step: "empty", ends: failedOperation},
	{step: "redirect", ends: failedOperation},
	{step: "undocumented", ends: failedOperation},
	{step: "big", ends: failedOperation},
	{step: "endless", ends: failedOperation},
	{step: "hang", ends: outOfTime, waits: true},
	{step: "stall", ends: outOfTime, waits: true},
}

// expected is what the contract has for a script of outcomes, step by step.
type expected struct {
	verdict  verdict
	attempts int
	requests int // those that Chat sees
}

// outcome plays a fault at its places through section 9: at most three attempts.
func (f fault) outcome(place string) expected {
	if f.ends == (verdict{}) && place == "first" {
		return expected{attempts: 1, requests: 1}
	}
	var e expected
	for e.attempts < 3 {
		e.attempts++
		e.requests++
		hit := place == "all" || place == "first" && e.attempts == 1 || place == "second" && e.attempts == 2
		switch {
		case hit && f.replaced && place == "second":
			e.requests++ // and the fresh connection gets the answer
			return expected{attempts: e.attempts, requests: e.requests}
		case hit && !f.retried:
			e.verdict = f.ends
			return e
		case hit:
			e.verdict = f.ends
		case place == "second" && e.attempts == 1: // 50004 makes a second attempt
			e.verdict = unavailable
		default:
			return expected{attempts: e.attempts, requests: e.requests}
		}
	}
	return e
}

func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	scripts := map[string]string{"first": "%s", "second": "50004,%s", "all": "%s*"}
	for _, f := range faults {
		for place, script := range scripts {
			for _, left := range []time.Duration{2 * time.Second, 300 * time.Millisecond} {
				t.Run(fmt.Sprintf("%s/%s/%v", f.step, place, left), func(t *testing.T) {
					t.Parallel()
					var w *world
					r := calmly(t, left, func() result {
						w = newWorld(t)
						w.play(fmt.Sprintf(script, f.step))
						return w.invoke(sampleBody, within(left))
					})
					f.hold(t, w, r, f.outcome(place), left)
					w.chat.ResetScript()
					w.works()
				})
			}
		}
	}
}

// hold compares. With 300 ms, a retry may not fit any more: then the answer is
// that of the attempts that were made, which are fewer.
func (f fault) hold(t *testing.T, w *world, r result, want expected, left time.Duration) {
	t.Helper()
	journal := w.chat.Journal()
	short := left < time.Second
	if f.waits && r.code() == outOfTime.code && r.took < left*7/10 {
		t.Errorf("gave up after %v of %v", r.took, left)
	}
	if short && r.code() == outOfTime.code && r.took > left/2 {
		return // on a busy machine any attempt may need more than is left
	}
	if short && len(journal) < want.requests && len(journal) > 0 {
		last := journal[len(journal)-1].Step
		if r.Error == nil || r.Error.attempts() != len(journal) || !r.goError && strings.HasPrefix(last, "5000") {
			t.Errorf("%s after %d requests, the last %s", r.text, len(journal), last)
		}
		return
	}
	if r.code() != want.verdict.code || r.goError != want.verdict.retryable {
		t.Errorf("%s (a Go error: %t), not %+v", r.text, r.goError, want.verdict)
	}
	if r.Error != nil && r.Error.attempts() != want.attempts {
		t.Errorf("%d attempts, not %d: %s", r.Error.attempts(), want.attempts, r.text)
	}
	if len(journal) != want.requests {
		t.Errorf("%d requests reached Chat, not %d", len(journal), want.requests)
	}
}
