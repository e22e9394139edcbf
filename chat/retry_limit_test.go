package chat_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"

	"golang.org/x/time/rate"
)

// limited shares a limiter of one call a second.
func limited(burst int) (*rate.Limiter, func(*chat.Options)) {
	limiter := rate.NewLimiter(1, burst)
	return limiter, func(o *chat.Options) { o.Limiter = limiter }
}

func TestLimiterCountsEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter, share := limited(10)
		j := travel(t, 0, share, code(50004), code(70001), ok())
		if j.err != nil || j.attempts() != 3 || j.took != 25*ms {
			t.Fatalf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		if n := limiter.TokensAt(time.Now()); n < 7 || n > 7.03 {
			t.Errorf("%v turns left of 10 after 3 attempts", n)
		}
	})
}

func TestLimiterMakesCallsWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, share := limited(1)
		for i, want := range []time.Duration{0, time.Second, time.Second} {
			if j := travel(t, 1100*ms, share, ok()); j.err != nil || j.took != want {
				t.Errorf("call %d: after %v, %v", i+1, j.took, j.err)
			}
		}
		// A pause and a turn are waited for at the same time.
		time.Sleep(time.Second)
		if j := travel(t, 0, share, code(50004), ok()); j.err != nil || j.took != time.Second {
			t.Errorf("a retry: after %v, %v", j.took, j.err)
		}
	})
}

func TestLimiterRefusesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter, share := limited(1)
		limiter.Allow()
		time.Sleep(300 * ms)
		for range 3 { // the refused one takes no turn
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
		_, share := limited(1)
		j := travel(t, 900*ms, share, code(50004), ok())
		if api, is := as[*chat.APIError](j.err); !is || api.Code != 50004 || j.attempts() != 1 || j.took != 0 {
			t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		if j.quota.Tokens() != 500 {
			t.Errorf("%d tokens: the retry was not made", j.quota.Tokens())
		}
	})
}

// Who gives up waiting leaves the turn to the next one.
func TestLimiterGetsTheTurnOfTheCanceledBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter, share := limited(1)
		limiter.Allow()
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
		start := time.Now() // 300 ms after the one that had its turn
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil || time.Since(start) != 700*ms {
			t.Errorf("after %v, %v", time.Since(start), err)
		}
	})
}
