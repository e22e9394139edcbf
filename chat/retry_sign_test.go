package chat_test

import (
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
)

func TestExpiredSignatureIsMadeAnewOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps    []play
		max      int
		attempts int
		took     time.Duration
		code     int // 0 if the call succeeds
		tokens   int // of 400
	}{
		"70001, then good":             {[]play{code(70001), ok()}, 3, 2, 0, 0, 401},
		"70052, then good":             {[]play{code(70052), ok()}, 3, 2, 0, 0, 401},
		"beside a single attempt":      {[]play{code(70001), ok()}, 1, 2, 0, 0, 401},
		"a second is final":            {[]play{code(70001), code(70052), ok()}, 3, 2, 0, 70052, 400},
		"a second after a retry, too":  {[]play{code(70001), code(50004), code(70001), ok()}, 3, 3, 25 * ms, 70001, 386},
		"beside the maximum":           {[]play{code(70001), code(50004), code(50004), code(50004), ok()}, 3, 4, 75 * ms, 50004, 372},
		"in a retry":                   {[]play{code(50004), code(70001), ok()}, 3, 3, 25 * ms, 0, 400},
		"in the last retry":            {[]play{code(50004), code(50004), code(70001), ok()}, 3, 4, 75 * ms, 0, 386},
		"Retry-After is not for it":    {[]play{code(70001, "Retry-After", "3"), ok()}, 3, 2, 0, 0, 401},
		"another fault of a signature": {[]play{code(70003), ok()}, 3, 1, 0, 70003, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				quota := new(chat.RetryQuota)
				quota.Set(400)
				j := travel(t, 0, func(o *chat.Options) { o.MaxAttempts, o.RetryQuota = test.max, quota }, test.steps...)
				if j.attempts() != test.attempts || j.took != test.took || quota.Tokens() != test.tokens {
					t.Errorf("%d attempts in %v, %d tokens, %v; want %+v", j.attempts(), j.took, quota.Tokens(), j.err, test)
				}
				if api, is := as[*chat.APIError](j.err); is != (test.code != 0) || is && api.Code != test.code {
					t.Errorf("%v, want %d", j.err, test.code)
				}
				checkSignatures(t, j)
			})
		})
	}
}

// checkSignatures checks that the UserSig changes once, after the first
// refusal, and that each request has its own random.
func checkSignatures(t *testing.T, j journey) {
	t.Helper()
	sigs, randoms := map[string]bool{}, map[string]bool{}
	for _, r := range j.network.requests() {
		sigs[r.query["usersig"][0]] = true
		randoms[r.query["random"][0]] = true
	}
	resigned := len(j.network.requests()) > 1
	if resigned && len(sigs) != 2 || len(randoms) != len(j.network.requests()) {
		t.Errorf("%d signatures and %d randoms in %d requests", len(sigs), len(randoms), len(j.network.requests()))
	}
}

// The repeat needs no token, but enough time.
func TestExpiredSignatureNeedsTimeButNoToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quota := new(chat.RetryQuota)
		quota.Set(0)
		if j := travel(t, 100*ms, func(o *chat.Options) { o.RetryQuota = quota }, code(70001), ok()); j.err != nil || j.attempts() != 2 {
			t.Errorf("%d attempts, %v", j.attempts(), j.err)
		}
	})
}

// If the repeat cannot be made, the call may be repeated later: it says what was missing,
// and not that the signature was refused.
func TestExpiredSignatureWithoutTimeOrTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := travel(t, 100*ms-1, nil, code(70001), ok())
		if e, is := as[*chat.DeadlineError](j.err); !is || j.attempts() != 1 {
			t.Errorf("%d attempts, %v", j.attempts(), j.err)
		} else if api, is := as[*chat.APIError](e); !is || api.Code != 70001 {
			t.Errorf("Chat's code is lost: %v", e)
		}
		j = travel(t, 900*ms, func(o *chat.Options) { o.Limiter = chat.NewLimiter(1) }, code(70001), ok())
		if e, is := as[*chat.LimitError](j.err); !is || j.attempts() != 1 {
			t.Errorf("%d attempts, %v", j.attempts(), j.err)
		} else if api, is := as[*chat.APIError](e); !is || api.Code != 70001 || e.RetryAfter != time.Second {
			t.Errorf("after %v, %v", e.RetryAfter, e)
		}
	})
}

// The next call uses the new signature.
func TestRefusedSignatureIsNotUsedAgain(t *testing.T) {
	t.Parallel()
	network := newCanned(code(70001), ok())
	client := newClient(t, func(o *chat.Options) { o.HTTPClient = network })
	for range 2 {
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
	r := network.requests()
	if a, b, c := r[0].query["usersig"][0], r[1].query["usersig"][0], r[2].query["usersig"][0]; a == b || b != c {
		t.Errorf("the refused one again: %v, another one: %v", a == b || a == c, b != c)
	}
}
