package chat_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
)

// A retry begins only if 100 ms are left after its pause. Here the pauses are 25 ms and
// 50 ms.
func TestRetryBeginsOnlyInTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deadline time.Duration
		steps    []play
		attempts int
		took     time.Duration
		code     int // 0 if the call succeeds
	}{
		"exactly 100 ms left":              {125 * ms, []play{code(50004), ok()}, 2, 25 * ms, 0},
		"a nanosecond less":                {125*ms - 1, []play{code(50004), ok()}, 1, 0, 50004},
		"the second retry just in time":    {175 * ms, []play{code(50004), code(50004), ok()}, 3, 75 * ms, 0},
		"the second retry too late":        {175*ms - 1, []play{code(50004), code(50005), ok()}, 2, 25 * ms, 50005},
		"a slow first attempt":             {time.Second, []play{after(900*ms, code(50004)), ok()}, 1, 900 * ms, 50004},
		"hardly any time at the beginning": {ms, []play{ok()}, 1, 0, 0},
		"50 ms for a first that fails":     {50 * ms, []play{code(50004), ok()}, 1, 0, 50004},
		"Retry-After in time":              {1100 * ms, []play{code(50004, "Retry-After", "1"), ok()}, 2, 1000 * ms, 0},
		"Retry-After too late":             {1100*ms - 1, []play{code(50004, "Retry-After", "1"), ok()}, 1, 0, 50004},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := travel(t, test.deadline, nil, test.steps...)
				if j.attempts() != test.attempts || j.took != test.took {
					t.Errorf("%d attempts in %v, %v; want %d in %v", j.attempts(), j.took, j.err, test.attempts, test.took)
				}
				api, is := as[*chat.APIError](j.err)
				if is != (test.code != 0) || is && api.Code != test.code {
					t.Errorf("%v, want %d", j.err, test.code)
				}
				if _, late := as[*chat.DeadlineError](j.err); late {
					t.Errorf("not the last failure: %v", j.err)
				}
			})
		})
	}
}

// A retry that is not begun costs no token.
func TestRetryThatIsTooLateIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if j := travel(t, 50*ms, nil, code(50004)); j.quota.Tokens() != 500 {
			t.Errorf("%d tokens", j.quota.Tokens())
		}
	})
}

func TestDeadlineCutsAnAttempt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deadline time.Duration
		steps    []play
		attempts int
		last     int // code of the previous failure
	}{
		"the first":                    {2 * time.Second, []play{hang}, 1, 0},
		"the second":                   {2 * time.Second, []play{code(50004), hang}, 2, 50004},
		"the third":                    {2 * time.Second, []play{code(50004), code(50005), hang}, 3, 50005},
		"the first one's time-out too": {4 * time.Second, []play{hang}, 1, 0},
		"after a time-out":             {5 * time.Second, []play{hang, hang}, 2, 0},
		"the repeat of an expired one": {time.Second, []play{code(70001), hang}, 2, 70001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := travel(t, test.deadline, nil, test.steps...)
				late, is := as[*chat.DeadlineError](j.err)
				if !is || !errors.Is(j.err, context.DeadlineExceeded) || j.attempts() != test.attempts || j.took != test.deadline {
					t.Fatalf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
				}
				api, kept := as[*chat.APIError](late.Last)
				if kept != (test.last != 0) || kept && api.Code != test.last {
					t.Errorf("the failure before is %v, want %d", late.Last, test.last)
				}
			})
		})
	}
}

// The timeout of an attempt is a network fault. The deadline is not.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := travel(t, 10*time.Second, func(o *chat.Options) { o.AttemptTimeout, o.MaxAttempts = time.Second, 2 }, hang)
		network, is := as[*chat.NetworkError](j.err)
		if !is || network.Error() != "network fault: timed out" || j.attempts() != 2 || j.took != 2025*ms {
			t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		if _, late := as[*chat.DeadlineError](j.err); late {
			t.Errorf("%v", j.err)
		}
	})
}

// An answer of Chat counts even if the deadline expires when it arrives.
func TestAnswerAtTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late := func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return code(50004)(r) }
		j := travel(t, time.Second, nil, late, ok())
		if api, is := as[*chat.APIError](j.err); !is || api.Code != 50004 || j.attempts() != 1 || j.took != time.Second {
			t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first    play
		attempts int
		took     time.Duration
		carried  time.Duration
	}{
		"lengthens the pause":          {code(50004, "Retry-After", "2"), 2, 2 * time.Second, 0},
		"of a status, too":             {answer(503, "", "Retry-After", "3"), 2, 3 * time.Second, 0},
		"0 leaves the pause as it is":  {code(50004, "Retry-After", "0"), 2, 25 * ms, 0},
		"5 s are waited for":           {answer(503, "", "Retry-After", "5"), 2, 5 * time.Second, 0},
		"6 s are not":                  {answer(503, "", "Retry-After", "6"), 1, 0, 6 * time.Second},
		"an hour is carried":           {code(50005, "Retry-After", "3600"), 1, 0, time.Hour},
		"a date says nothing":          {code(50005, "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"), 2, 25 * ms, 0},
		"of what is not retried":       {answer(429, "", "Retry-After", "2"), 1, 0, 2 * time.Second},
		"of throttling, with its code": {code(60007, "Retry-After", "2"), 1, 0, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := travel(t, 0, nil, test.first, ok())
				if j.attempts() != test.attempts || j.took != test.took || (j.err == nil) != (test.attempts == 2) {
					t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
				}
				api, status := &chat.APIError{}, &chat.StatusError{}
				_ = errors.As(j.err, &api) || errors.As(j.err, &status)
				if got := max(api.RetryAfter, status.RetryAfter); got != test.carried {
					t.Errorf("carries %v, want %v", got, test.carried)
				}
				// A retry that is not made costs no token.
				if j.quota.Tokens() != 500 {
					t.Errorf("%d tokens", j.quota.Tokens())
				}
			})
		})
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	t.Run("before the call", func(t *testing.T) {
		t.Parallel()
		network := newCanned(ok())
		client := newClient(t, func(o *chat.Options) { o.HTTPClient = network })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.SearchContactGroup(ctx, sample())
		if _, is := as[*chat.DeadlineError](err); !is || !errors.Is(err, context.Canceled) || attempts(err) != 0 || len(network.requests()) != 0 {
			t.Errorf("%d requests, %v", len(network.requests()), err)
		}
	})
	for name, test := range map[string]struct {
		step     play
		canceled bool
	}{
		"during an attempt": {hang, true},
		"during a pause":    {code(50004, "Retry-After", "5"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := newCanned(test.step)
				client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.RetryQuota = network, new(chat.RetryQuota) })
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := client.SearchContactGroup(ctx, sample())
				if errors.Is(err, context.Canceled) != test.canceled || attempts(err) != 1 || time.Since(start) != time.Second {
					t.Errorf("%d attempts in %v, %v", attempts(err), time.Since(start), err)
				}
			})
		})
	}
}
