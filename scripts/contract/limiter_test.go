package contract

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

// CHAT_RATE_LIMIT: "bursts up to one second's worth; one waits for its turn while
// the deadline allows, else 429 at once".
func TestLimiter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_RATE_LIMIT=1")
	w.works()
	r := w.refused()
	if r.code() != throttled.code || !r.goError || r.Error.Chat != nil || r.took > 450*time.Millisecond {
		t.Errorf("no turn before the deadline: %s after %v", r.text, r.took)
	}
	w.chat.ResetJournal()
	if r := w.invoke(sampleBody, within(10*time.Second)); r.Error != nil {
		t.Errorf("one waits for its turn: %s after %v", r.text, r.took)
	}
	if n := len(w.chat.Journal()); n != 1 {
		t.Errorf("%d calls to Chat for one answer", n)
	}
}

// refused asks until there is no turn before the deadline; a busy machine may be
// slower than the limiter.
func (w *world) refused() (r result) {
	w.t.Helper()
	for range 20 {
		w.works()
		if r = w.invoke(sampleBody, within(500*time.Millisecond)); r.code() == throttled.code {
			return r
		}
	}
	w.t.Errorf("never refused by the limiter: %s", r.text)
	return r
}

// The 429 of the limiter, over HTTP; the limiter of another app is another one.
func TestLimiterOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_RATE_LIMIT=1", "CALLER_AUTH=none")
	w.refused()
	raw := w.raw(urlEvent(strconv.Quote(sampleBody), false), within(400*time.Millisecond))
	a, err := platform.ParseResponse(raw.Payload)
	if err != nil {
		t.Fatal(err)
	}
	r := decode(t, a.Body)
	if a.StatusCode != 429 || r.Error.Code != throttled.code || a.Header.Get("Retry-After") != "1" {
		t.Errorf("%d, Retry-After %q: %s", a.StatusCode, a.Header.Get("Retry-After"), a.Body)
	}
	if r := newWorld(t, "CHAT_RATE_LIMIT=1").invoke(sampleBody); r.Error != nil {
		t.Errorf("another app has turns of its own: %s", r.text)
	}
}

// "The limiter counts every attempt; refused before a retry, the last failure is answered."
func TestLimiterCountsAttempts(t *testing.T) {
	t.Parallel()
	left := 500 * time.Millisecond
	r := calmly(t, left, func() result {
		w := newWorld(t, "CHAT_RATE_LIMIT=1")
		w.play("50004*")
		return w.invoke(sampleBody, within(left))
	})
	if r.code() != unavailable.code || r.Error.attempts() != 1 || r.Error.Chat.ErrorCode == nil || *r.Error.Chat.ErrorCode != 50004 {
		t.Errorf("%s, not 50004 after the one attempt of the burst", r.text)
	}
}

// "0 turns it off", and 200 a second is the default.
func TestLimiterOffAndByDefault(t *testing.T) {
	t.Parallel()
	for settings, atOnce := range map[string]int{"CHAT_RATE_LIMIT=0": 260, "": 200} {
		w := newWorld(t, append([]string{"CHAT_MAX_ATTEMPTS=1"}, strings.Fields(settings)...)...)
		for range atOnce {
			if r := w.invoke(one(good), within(30*time.Second)); r.Error != nil {
				t.Fatalf("%q: %s", settings, r.text)
			}
		}
	}
}
