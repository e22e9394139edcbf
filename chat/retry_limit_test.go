package chat_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
)

// limited returns a change of options that shares a limiter of perSecond attempts.
func limited(perSecond int) func(*chat.Options) {
	limiter := chat.NewLimiter(perSecond)
	return func(o *chat.Options) { o.Limiter = limiter }
}

func TestLimiterCountsEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(3)
		j := travel(t, 0, share, code(50004), code(70001), ok())
		if j.err != nil || j.attempts() != 3 || j.took != 25*ms {
			t.Fatalf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		// The next turn comes a third of a second after the first was taken.
		if j := travel(t, 0, share, ok()); j.err != nil || j.took.Round(ms) != 308*ms {
			t.Errorf("the next call after %v, %v", j.took, j.err)
		}
	})
}

func TestLimiterMakesCallsWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(1)
		for i, want := range []time.Duration{0, time.Second, time.Second} {
			if j := travel(t, 1100*ms, share, ok()); j.err != nil || j.took != want {
				t.Errorf("call %d: after %v, %v", i+1, j.took, j.err)
			}
		}
		// The waits for the pause and for the turn overlap.
		time.Sleep(time.Second)
		if j := travel(t, 0, share, code(50004), ok()); j.err != nil || j.took != time.Second {
			t.Errorf("a retry: after %v, %v", j.took, j.err)
		}
	})
}

func TestLimiterRefusesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(1)
		travel(t, 0, share, ok())
		time.Sleep(300 * ms)
		for range 3 { // a refused attempt takes no turn
			j := travel(t, 800*ms-1, share, ok())
			limit, is := as[*chat.LimitError](j.err)
			if !is || limit.RetryAfter != 700*ms || j.attempts() != 0 || j.took != 0 || len(j.network.requests()) != 0 {
				t.Fatalf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
			}
			if _, called := as[*chat.CallError](j.err); called {
				t.Errorf("Chat was not called: %v", j.err)
			}
		}
		if j := travel(t, 800*ms, share, ok()); j.err != nil || j.took != 700*ms {
			t.Errorf("as long as it said: after %v, %v", j.took, j.err)
		}
	})
}

func TestLimiterRefusesARetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(1)
		j := travel(t, 900*ms, share, code(50004), ok())
		if api, is := as[*chat.APIError](j.err); !is || api.Code != 50004 || j.attempts() != 1 || j.took != 0 {
			t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		if j.quota.Tokens() != 500 {
			t.Errorf("%d tokens: the retry was not made", j.quota.Tokens())
		}
	})
}

// An attempt that gives up leaves its turn to the next one.
func TestLimiterGetsTheTurnOfTheCanceledBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(1)
		travel(t, 0, share, ok())
		network := newCanned(ok())
		client := newClient(t, func(o *chat.Options) { share(o); o.HTTPClient = network })
		for _, wait := range []time.Duration{0, 100 * ms, 200 * ms} {
			ctx, cancel := context.WithCancel(t.Context())
			if wait == 0 {
				cancel()
			}
			time.AfterFunc(wait, cancel)
			if _, err := client.SearchContactGroup(ctx, sample()); err == nil || len(network.requests()) != 0 {
				t.Errorf("%d requests, %v", len(network.requests()), err)
			}
		}
		start := time.Now() // 300 ms after the last turn
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil || time.Since(start) != 700*ms {
			t.Errorf("after %v, %v", time.Since(start), err)
		}
	})
}

// crowd makes n calls at once, each with the timeout has, and waits for all.
func crowd(ctx context.Context, n int, client *chat.Client, has time.Duration, each func(error)) {
	var calls sync.WaitGroup
	for range n {
		calls.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, has)
			defer cancel()
			_, err := client.SearchContactGroup(ctx, sample())
			each(err)
		})
	}
	calls.Wait()
}

// Refused and canceled calls do not delay later calls.
func TestLimiterForgetsACrowd(t *testing.T) {
	t.Parallel()
	for name, has := range map[string]time.Duration{"refused": 500 * ms, "leaving the queue": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				share := limited(1)
				travel(t, 0, share, ok())
				client := newClient(t, func(o *chat.Options) { share(o); o.HTTPClient = newCanned(ok()) })
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(200*ms, cancel)
				crowd(ctx, 50, client, has, func(err error) {
					if err == nil {
						t.Error("served without a turn")
					}
				})
				start := time.Now()
				ctx, cancel = context.WithTimeout(t.Context(), 2*time.Second) // too short if the crowd still counted as waiting
				defer cancel()
				_, err := client.SearchContactGroup(ctx, sample())
				if waited := time.Since(start); err != nil || waited > time.Second {
					t.Errorf("the next one after %v, %v", waited, err)
				}
			})
		})
	}
}

// Retries take their turns after their pause, so that calls that arrive then do not
// exceed the rate together with them.
func TestLimiterSavesNoTurnsUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(10)
		busy := answer(503, "", "Retry-After", "5")
		network := newCanned(append(slices.Repeat([]play{busy}, 10), ok())...)
		client := newClient(t, func(o *chat.Options) { share(o); o.HTTPClient = network })
		done := func(err error) {
			if err != nil {
				t.Error(err)
			}
		}
		var early sync.WaitGroup
		early.Go(func() { crowd(t.Context(), 10, client, time.Hour, done) })
		time.Sleep(5010 * ms)
		start := time.Now()
		crowd(t.Context(), 10, client, time.Hour, done)
		early.Wait()
		if took := time.Since(start); took < 900*ms {
			t.Errorf("20 attempts within %v, at 10 a second and bursts of 10", took)
		}
	})
}

// Waiting calls are served in order, one each second. Calls that would be too late are
// refused at once with the time until their turn.
func TestLimiterQueues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		share := limited(1)
		client := newClient(t, func(o *chat.Options) { share(o); o.HTTPClient = newCanned(ok()) })
		var served, refused atomic.Int64
		start := time.Now()
		crowd(t.Context(), 10, client, 4*time.Second, func(err error) {
			switch limit, is := as[*chat.LimitError](err); {
			case err == nil:
				served.Add(1)
			case is && limit.RetryAfter == 4*time.Second:
				refused.Add(1)
			default:
				t.Errorf("%v", err)
			}
		})
		if took := time.Since(start); served.Load() != 4 || refused.Load() != 6 || took != 3*time.Second {
			t.Errorf("%d served, %d refused in %v", served.Load(), refused.Load(), took)
		}
	})
}

// Zero values work: a limiter without a limit, a full quota.
func TestZeroValues(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(o *chat.Options) {
		o.Limiter, o.RetryQuota, o.HTTPClient = new(chat.Limiter), new(chat.RetryQuota), newCanned(code(50004), ok())
	})
	if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	if new(chat.SearchContactGroupOutput).Result(0) != nil {
		t.Error("an output without a result has one")
	}
	none := newClient(t, func(o *chat.Options) { o.HTTPClient = new(chat.HTTPClient) })
	if _, err := none.SearchContactGroup(t.Context(), sample()); err == nil {
		t.Error("a pool that was not made has an answer")
	}
}
