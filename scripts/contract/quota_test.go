package contract

import (
	"fmt"
	"testing"
)

// drain uses the quota up, across rebuilds of the configuration, and counts the
// retries that it was good for.
func (w *world) drain() (retries int) {
	w.t.Helper()
	w.play("http503*")
	defer w.chat.ResetScript()
	for i := range 20 {
		w.set(fmt.Sprintf("CHAT_ATTEMPT_TIMEOUT=%ds", 4+i))
		w.chat.ResetJournal()
		r := w.invoke(sampleBody)
		n := len(w.chat.Journal())
		if r.code() != "ServiceUnavailable" || n < 1 || r.Error.attempts() != n {
			w.t.Errorf("%s after %d attempts; an empty quota never holds back a first one", r.text, n)
		}
		retries += n - 1
	}
	return retries
}

// "a quota of 500 tokens for each app, kept for the life of the instance and
// across a rebuild of the configuration: a retry costs 14": 35 retries and 10
// tokens.
func TestQuota(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if n := w.drain(); n != 35 {
		t.Errorf("%d retries, not 35", n)
	}
	other := newWorld(t)
	other.play("50004")
	other.works() // another app has a quota of its own

	// "a first attempt that succeeds gives 1": the fourth of these makes 14.
	for n := 1; n <= 4; n++ {
		w.play("50004")
		if r := w.invoke(sampleBody); r.code() != "ServiceUnavailable" {
			t.Errorf("a retry with %d tokens: %s", 9+n, r.text)
		}
		w.works()
	}
	for range 3 { // "a retry that succeeds gives its cost back"
		w.play("50004")
		if r := w.invoke(sampleBody); r.Error != nil {
			t.Errorf("no retry, although its cost came back: %s", r.text)
		}
	}
}

// "at once, for no token": an expired signature is re-signed on an empty quota.
func TestExpiredCostsNoToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drain()
	w.play("70001")
	if r := w.invoke(sampleBody); r.Error != nil {
		t.Errorf("%s", r.text)
	}
}

// "never above 500": successes before an outage buy no more than 35 retries.
func TestQuotaIsNeverAbove500(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 30 {
		w.works()
	}
	if n := w.drain(); n != 35 {
		t.Errorf("%d retries, not 35", n)
	}
}
