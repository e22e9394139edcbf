package chat_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
)

// journey is a call in its own synctest bubble, where time is exact.
type journey struct {
	network *canned
	quota   *chat.RetryQuota
	out     *chat.SearchContactGroupOutput
	err     error
	took    time.Duration
}

func (j journey) attempts() int {
	if j.err == nil {
		return j.out.Attempts
	}
	return attempts(j.err)
}

// travel makes a call, with a deadline if it is not 0.
func travel(t *testing.T, deadline time.Duration, change func(*chat.Options), steps ...play) journey {
	t.Helper()
	j := journey{network: newCanned(steps...), quota: new(chat.RetryQuota)}
	client := newClient(t, func(o *chat.Options) {
		o.HTTPClient, o.RetryQuota = j.network, j.quota
		o.Random = func() float64 { return 0.5 } // exactly half of the longest pause: 25 ms, 50 ms, 100 ms, …
		if change != nil {
			change(o)
		}
	})
	ctx := t.Context()
	if deadline != 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, deadline)
		defer cancel()
	}
	start := time.Now()
	j.out, j.err = client.SearchContactGroup(ctx, sample())
	j.took = time.Since(start)
	return j
}

const ms = time.Millisecond

// A request never changes, since net/http may still read it after its attempt.
func TestARequestIsNotChangedForTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := travel(t, 0, nil, code(50004), code(70001), ok())
		requests := j.network.requests()
		if len(requests) != 3 {
			t.Fatalf("%d requests", len(requests))
		}
		for n, r := range requests {
			if r.url != r.URL.String() {
				t.Errorf("request %d went to %s and is now for %s", n+1, r.url, r.URL)
			}
		}
	})
}

func TestRetryTakesExactlyItsPauses(t *testing.T) {
	t.Parallel()
	reset := failing(errors.New("reset"))
	for name, test := range map[string]struct {
		steps    []play
		max      int
		attempts int
		took     time.Duration
		failed   bool
		tokens   int
	}{
		"good at once":                     {[]play{ok()}, 3, 1, 0, false, 500},
		"good at the second":               {[]play{code(50004), ok()}, 3, 2, 25 * ms, false, 500},
		"good at the third":                {[]play{code(50005), answer(503, ""), ok()}, 3, 3, 75 * ms, false, 486},
		"never good":                       {[]play{reset}, 3, 3, 75 * ms, true, 472},
		"five attempts":                    {[]play{answer(500, "")}, 5, 5, 375 * ms, true, 444},
		"a hundred attempts, quota for 36": {[]play{answer(502, "")}, 100, 36, 12775*ms + 26*10*time.Second, true, 10},
		"one attempt":                      {[]play{code(50004), ok()}, 1, 1, 0, true, 500},
		"nothing to retry":                 {[]play{code(50002), ok()}, 3, 1, 0, true, 500},
		"a retry meets another end":        {[]play{code(50004), code(60007), ok()}, 3, 2, 25 * ms, true, 486},
		"throttled":                        {[]play{code(60011), ok()}, 3, 1, 0, true, 500},
		"a transient code off the list":    {[]play{code(70500), ok()}, 3, 1, 0, true, 500},
		"an unknown code":                  {[]play{code(12345), ok()}, 3, 1, 0, true, 500},
		"HTTP 429":                         {[]play{answer(429, ""), ok()}, 3, 1, 0, true, 500},
		"HTTP 302":                         {[]play{answer(302, "", "Location", "https://evil.example"), ok()}, 3, 1, 0, true, 500},
		"each attempt takes its time":      {[]play{after(time.Second, code(50004)), after(2*time.Second, ok())}, 3, 2, 3025 * ms, false, 500},
		"an attempt that hangs":            {[]play{hang, ok()}, 3, 2, 4025 * ms, false, 500},
		"attempts that hang":               {[]play{hang}, 3, 3, 12075 * ms, true, 472},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := travel(t, 0, func(o *chat.Options) { o.MaxAttempts = test.max }, test.steps...)
				if j.attempts() != test.attempts || j.took != test.took || (j.err != nil) != test.failed || j.quota.Tokens() != test.tokens || len(j.network.requests()) != test.attempts {
					t.Errorf("%d attempts in %v, %d tokens left, %v; want %+v", j.attempts(), j.took, j.quota.Tokens(), j.err, test)
				}
			})
		})
	}
}

func TestRetryCodesOption(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codes []int
		code  int
		want  int
	}{
		"default":         {nil, 50005, 3},
		"one more":        {[]int{50004, 70169}, 70169, 3},
		"off the list":    {[]int{70169}, 50004, 1},
		"none at all":     {[]int{}, 50004, 1},
		"not a transient": {nil, 50001, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newClient(t, func(o *chat.Options) { o.RetryCodes, o.HTTPClient = test.codes, newCanned(code(test.code)) })
				_, err := client.SearchContactGroup(t.Context(), sample())
				if api, ok := as[*chat.APIError](err); !ok || api.Code != test.code || attempts(err) != test.want {
					t.Errorf("%v, want %d attempts", err, test.want)
				}
			})
		})
	}
}

// A call returns its last failure.
func TestLastFailureIsAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := travel(t, 0, nil, code(50004), answer(503, ""), code(50005, "Retry-After", "4"))
		if api, ok := as[*chat.APIError](j.err); !ok || api.Code != 50005 || api.RetryAfter != 4*time.Second || j.attempts() != 3 {
			t.Errorf("%v", j.err)
		}
		if _, ok := as[*chat.StatusError](j.err); ok {
			t.Errorf("the failure before is still there: %v", j.err)
		}
	})
}

func TestEachAttemptHasItsRandomAndTheSameBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := travel(t, 0, func(o *chat.Options) { o.MaxAttempts = 8 }, answer(500, ""))
		randoms := map[string]bool{}
		for _, r := range j.network.requests() {
			randoms[r.query["random"][0]] = true
			if first := j.network.requests()[0]; r.body != first.body || r.body == "" || r.query["usersig"][0] != first.query["usersig"][0] || len(r.query) != 5 {
				t.Errorf("body %q, %d parameters", r.body, len(r.query))
			}
		}
		if len(randoms) != 8 {
			t.Errorf("%d randoms for 8 attempts", len(randoms))
		}
	})
}

func TestQuotaUsedUpAnswersAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quota := new(chat.RetryQuota)
		quota.Set(13)
		share := func(o *chat.Options) { o.RetryQuota = quota }
		if j := travel(t, 0, share, code(50004), ok()); j.attempts() != 1 || j.took != 0 || j.err == nil {
			t.Errorf("%d attempts in %v, %v", j.attempts(), j.took, j.err)
		}
		// A first attempt needs no token. Its success adds the one that was missing.
		if j := travel(t, 0, share, ok()); j.err != nil || quota.Tokens() != 14 {
			t.Errorf("%v, %d tokens", j.err, quota.Tokens())
		}
		// Another client with the same quota.
		if j := travel(t, 0, share, code(50004), ok()); j.err != nil || j.attempts() != 2 || quota.Tokens() != 14 {
			t.Errorf("%v, %d tokens", j.err, quota.Tokens())
		}
	})
}

// By default two clients do not share a quota.
func TestQuotaIsTheClientsOwnByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for range 2 {
			network := newCanned(code(50004))
			client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxAttempts = network, 100 })
			_, _ = client.SearchContactGroup(t.Context(), sample())
			if n := len(network.requests()); n != 1+500/14 {
				t.Errorf("%d requests", n)
			}
		}
	})
}
