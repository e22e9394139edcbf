package contract

import (
	"testing"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// calmly tries until an answer came in time: on a machine with much else to do,
// one that is late proves nothing, but ten do.
func calmly(t *testing.T, left time.Duration, try func() result) (r result) {
	t.Helper()
	for range 10 {
		if r = try(); r.took <= left {
			return r
		}
	}
	t.Fatalf("ten times later than the %v that it had, the last time after %v: %.300s", left, r.took, r.text)
	return r
}

// "The answer leaves 100 ms before the deadline (a fifth of what remained at the
// start, if that is less)."
func TestAnswerLeavesBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	for _, left := range []time.Duration{150 * time.Millisecond, 400 * time.Millisecond, time.Second, 3 * time.Second} {
		t.Run(left.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.play("hang*")
			r := calmly(t, left, func() result { return w.invoke(sampleBody, within(left)) })
			leaves := left - min(100*time.Millisecond, left/5)
			if r.code() != outOfTime.code || !r.goError || r.Error.attempts() > 1 {
				t.Errorf("%s, not DeadlineExceeded of 1 attempt as a Go error", r.text)
			}
			if r.took < leaves-20*time.Millisecond {
				t.Errorf("took %v, not %v", r.took, leaves)
			}
		})
	}
}

// HTTP events are answered before the platform gives up as well.
func TestDeadlineOfAnHTTPEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	w.play("50004,hang*")
	var raw *platform.Result
	calmly(t, time.Second, func() result {
		raw = w.raw(urlEvent(`"{\"From_Account\":\"user_0001\",\"ContactItem\":[{\"Type\":1,\"To_Account\":\"user_0002\"}]}"`, false), within(time.Second))
		return result{took: raw.Duration}
	})
	a, err := platform.ParseResponse(raw.Payload)
	if err != nil || raw.Error != nil {
		t.Fatalf("%v, %v", raw.Error, err)
	}
	outOfTime.check(t, response{status: a.StatusCode, header: a.Header, body: a.Body}, 0, decode(t, a.Body).Error.attempts())
}

// "An attempt that the deadline cuts is DeadlineExceeded, with the attempts made."
func TestDeadlineKeepsTheAttempts(t *testing.T) {
	t.Parallel()
	for script, attempts := range map[string]int{"hang": 1, "50004,hang": 2, "http500,50005,stall": 3} {
		r := calmly(t, 2*time.Second, func() result {
			w := newWorld(t)
			w.play(script)
			return w.invoke(sampleBody, within(2*time.Second))
		})
		if r.code() != outOfTime.code || r.Error.attempts() < attempts {
			t.Errorf("%s: %s, not DeadlineExceeded after %d attempts", script, r.text, attempts)
		}
	}
}

// A deadline that is over leaves no time to call Chat.
func TestDeadlineIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, ago := range []time.Duration{-time.Millisecond, -time.Hour} {
		if r := w.invoke(sampleBody, within(ago)); r.code() != outOfTime.code || r.Error.attempts() > 1 {
			t.Errorf("%v: %s", ago, r.text)
		}
	}
	if n := len(w.chat.Journal()); n != 0 {
		t.Errorf("%d requests reached Chat", n)
	}
	w.works()
}

// "A retry is begun only if 100 ms would be left, after its pause, before the
// answer has to leave; otherwise the last failure is answered at once."
func TestNoRetryThatCannotEnd(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]struct {
		left time.Duration
		code string
	}{
		"http503+retry-after=3":   {left: 2 * time.Second, code: unavailable.code},
		"50004+retry-after=2":     {left: 2 * time.Second, code: unavailable.code},
		"50004+delay=210ms":       {left: 350 * time.Millisecond, code: unavailable.code},
		"http500+delay=110ms":     {left: 220 * time.Millisecond, code: unavailable.code},
		"70001+delay=210ms,50004": {left: 350 * time.Millisecond, code: configurationError.code},
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			var w *world
			r := calmly(t, want.left, func() result {
				w = newWorld(t)
				w.play(script)
				return w.invoke(sampleBody, within(want.left))
			})
			if n := len(w.chat.Journal()); r.code() != want.code && r.code() != outOfTime.code || n != 1 || r.Error.attempts() != 1 {
				t.Errorf("%s after %d requests, not the failure of the first", r.text, n)
			}
			if want.left > time.Second && r.took > time.Second {
				t.Errorf("not at once, but after %v", r.took)
			}
		})
	}
}

// "where the platform passes no deadline, a request has 15 s"
func TestWithoutADeadline(t *testing.T) {
	t.Parallel()
	none := func(r *messages.InvokeRequest) { r.Deadline = messages.InvokeRequest_Timestamp{} }
	w := newWorld(t, "CHAT_ATTEMPT_TIMEOUT=1m", "CALLER_AUTH=none")
	if r := w.invoke(sampleBody, none); r.Error != nil {
		t.Errorf("%s", r.text)
	}
	const full = 15 * time.Second
	t.Run("RPC", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "CHAT_ATTEMPT_TIMEOUT=1m")
		w.play("hang*")
		if r := w.invoke(sampleBody, none); r.code() != outOfTime.code || r.took < full-time.Second || r.took > full+patience {
			t.Errorf("%s after %v", r.text, r.took)
		}
	})
	t.Run("HTTP", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "CHAT_ATTEMPT_TIMEOUT=1m", "CALLER_AUTH=none")
		w.play("hang*")
		base := w.web()
		begin := time.Now()
		a := w.over(base, post(t, "/"), []byte(sampleBody))
		if took := time.Since(begin); a.status != 504 || took < full-time.Second || took > full+patience {
			t.Errorf("%v after %v", a, took)
		}
	})
}
