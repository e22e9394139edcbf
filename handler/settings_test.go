package handler_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestSettingsAreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	f.post(sample).expect(t, 200, "")
	other := f.env["CHAT_ENDPOINT"]
	f.env = environment("CHAT_ENDPOINT", other, "CHAT_SECRET_KEY", "")
	f.post(sample).expect(t, 500, "ConfigurationError")
	f.env = environment("CHAT_ENDPOINT", other, "CHAT_SDKAPPID", "1400000002", "CHAT_SECRET_KEY", secondApp().SecretKey, "CALLER_AUTH", "none")
	if got := f.post(sample); got.StatusCode != 200 || strings.Contains(got.Body, `"found":true`) {
		t.Errorf("not an answer of the other app: %s", got.Body)
	}
	if asked := f.asked(); len(asked) != 2 || asked[1] != 1400000002 {
		t.Errorf("Chat was asked for %d", asked)
	}
	if f.chat.Connections() != 1 {
		t.Errorf("%d connections: a change of settings must not cost one", f.chat.Connections())
	}
}

func TestTheQuotaOutlivesAChangeOfSettings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, refusing(50004, ""), "CHAT_MAX_ATTEMPTS", "100", "CALLER_AUTH", "none")
		attempts := func() int {
			ctx, cancel := context.WithTimeout(handing(t.Context(), f.env), 24*time.Hour)
			defer cancel()
			answer, err := f.Invoke(ctx, encode(t, f.event(sample)))
			if err != nil {
				t.Fatal(err)
			}
			return decode[response](t, string(answer)).failure(t).Error.Chat.Attempts
		}
		// 500 tokens allow 35 retries of 14 tokens each.
		if n := attempts(); n != 36 {
			t.Errorf("%d attempts with a full quota, not 36", n)
		}
		f.env = environment("CHAT_MAX_ATTEMPTS", "99", "CALLER_AUTH", "none")
		if n := attempts(); n != 1 {
			t.Errorf("%d attempts after a rebuild, not 1: the quota was filled again", n)
		}
		f.env = environment(append(twoApps(), "CHAT_MAX_ATTEMPTS", "2", "CHAT_SDKAPPID", "1400000002,1400000001")...)
		if n := attempts(); n != 2 {
			t.Errorf("%d attempts of another app, not 2: it has a quota of its own", n)
		}
	})
}

func TestTheLimiterOutlivesAChangeOfOtherSettings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, answering(empty), "CHAT_RATE_LIMIT", "2", "CALLER_AUTH", "none")
		took := func() time.Duration {
			begin := time.Now()
			f.post(sample).expect(t, 200, "")
			return time.Since(begin)
		}
		for range 2 {
			if took() != 0 {
				t.Error("a burst of one second's worth had to wait")
			}
		}
		f.env = environment("CHAT_RATE_LIMIT", "2", "CALLER_AUTH", "none", "LOG_LEVEL", "error")
		if d := took(); d != 500*time.Millisecond {
			t.Errorf("the third call waited %v, not half a second", d)
		}
		f.env = environment("CHAT_RATE_LIMIT", "3", "CALLER_AUTH", "none", "LOG_LEVEL", "error")
		for range 3 {
			if d := took(); d != 0 {
				t.Errorf("a call of the first second of a new limit waited %v", d)
			}
		}
		f.env = environment("CHAT_RATE_LIMIT", "0", "CALLER_AUTH", "none", "LOG_LEVEL", "error")
		for range 50 {
			if took() != 0 {
				t.Fatal("a call waited, but there is no limit")
			}
		}
	})
}

func TestParallelInvocationsOfTwoEnvironments(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	endpoint := f.env["CHAT_ENDPOINT"]
	envs := []map[string]string{
		environment("CHAT_ENDPOINT", endpoint, "CALLER_AUTH", "none"),
		environment("CHAT_ENDPOINT", endpoint, "CALLER_AUTH", "none", "CHAT_SDKAPPID", "1400000002", "CHAT_SECRET_KEY", secondApp().SecretKey),
	}
	event := encode(t, f.event(sample))
	var calls sync.WaitGroup
	for n := range 40 {
		calls.Go(func() {
			env := envs[n%2]
			answer, err := f.Invoke(handing(t.Context(), env), event)
			got := decode[response](t, string(answer))
			if err != nil || got.StatusCode != 200 || strings.Contains(got.Body, `"found":true`) != (n%2 == 0) {
				t.Errorf("with %s: %v %s", env["CHAT_SDKAPPID"], err, answer)
			}
		})
	}
	calls.Wait()
	if lines := f.log.all(t); len(lines) != 40 {
		t.Errorf("%d log lines for 40 calls", len(lines))
	}
}
