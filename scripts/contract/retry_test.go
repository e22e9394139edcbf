package contract

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

// attempt is a row of section 9: what Chat plays, what the caller gets, how many
// attempts were made.
type attempt struct {
	sentence string
	script   string
	settings []string
	want     verdict // the zero verdict for an answer
	attempts int
}

var attempts = []attempt{
	{"50004 is retried", "50004", nil, verdict{}, 2},
	{"50005 is retried", "50005,50004", nil, verdict{}, 3},
	{"at most CHAT_MAX_ATTEMPTS, default 3", "50004*", nil, unavailable, 3},
	{"the last failure is answered", "50004,50005,http502*", nil, unavailable, 3},
	{"a failure that ends the attempts is answered at once", "50004,60007*", nil, throttled, 2},
	{"1 turns retry off", "50004", []string{"CHAT_MAX_ATTEMPTS=1"}, unavailable, 1},
	{"5 attempts", "50004*4", []string{"CHAT_MAX_ATTEMPTS=5"}, verdict{}, 5},
	{"codes of the list only", "50005", []string{"CHAT_RETRY_CODES=50004"}, unavailable, 1},
	{"codes of the list", "60008,60014", []string{"CHAT_RETRY_CODES=60008,60014"}, verdict{}, 3},
	{"70169, 70202, 70500", "70169,70202,70500", []string{"CHAT_RETRY_CODES=70169,70202,70500", "CHAT_MAX_ATTEMPTS=4"}, verdict{}, 4},
	{"a transient code that is not in the list was not repeated", "60008", nil, unavailable, 1},
	{"HTTP 408", "http408", nil, verdict{}, 2},
	{"HTTP 408 to the end", "http408*", nil, unavailable, 3},
	{"HTTP 500", "http500", nil, verdict{}, 2},
	{"HTTP 502", "http502", nil, verdict{}, 2},
	{"HTTP 503", "http503", nil, verdict{}, 2},
	{"HTTP 504", "http504", nil, verdict{}, 2},
	{"HTTP 504 to the end", "http504*", nil, unavailable, 3},
	{"no other status: 501", "http501", nil, failedOperation, 1},
	{"no other status: 400", "http400", nil, failedOperation, 1},
	{"no other status: 403", "http403", nil, failedOperation, 1},
	{"no other status: 404", "http404", nil, failedOperation, 1},
	{"no other status: 201 with a page", "http201", nil, failedOperation, 1},
	{"no other status: 204", "http204", nil, failedOperation, 1},
	{"not throttling: HTTP 429", "http429", nil, throttled, 1},
	{"not throttling: 60007", "60007", nil, throttled, 1},
	{"not throttling: 60011", "60011", nil, throttled, 1},
	{"not a redirect, and it is not followed", "redirect", nil, failedOperation, 1},
	{"not a complete answer that is not JSON", "garbage", nil, failedOperation, 1},
	{"not an empty answer", "empty", nil, failedOperation, 1},
	{"not a page", "html", nil, failedOperation, 1},
	{"not an undocumented answer", "undocumented", nil, failedOperation, 1},
	{"not an answer over 4 MiB", "big", nil, failedOperation, 1},
	{"not what Chat refuses", "50002", nil, invalidParameter, 1},
	{"not a fault of the configuration", "70009", nil, configurationError, 1},
	{"a reset", "reset", nil, verdict{}, 2},
	{"a connection closed", "eof", nil, verdict{}, 2},
	{"a body cut short", "truncate", nil, verdict{}, 2},
	{"a chunked body cut short", "chunkcut", nil, verdict{}, 2},
	{"an attempt that took too long", "hang", []string{"CHAT_ATTEMPT_TIMEOUT=3s"}, verdict{}, 2},
	{"a body that took too long", "stall", []string{"CHAT_ATTEMPT_TIMEOUT=3s"}, verdict{}, 2},
	{"all took too long", "hang*", []string{"CHAT_ATTEMPT_TIMEOUT=150ms"}, unavailable, 3},
	{"Retry-After lengthens the pause", "http503+retry-after=1", nil, verdict{}, 2},
	{"Retry-After of a code lengthens it as well", "50004+retry-after=1", nil, verdict{}, 2},
	{"a Retry-After over 5 s is not waited for", "http503+retry-after=6", nil, unavailable, 1},
	{"a Retry-After over 5 s of a code", "50004+retry-after=7", nil, unavailable, 1},
	{"expired: the cached signature is made anew", "70001", nil, verdict{}, 2},
	{"expired: 70052 as well", "70052", nil, verdict{}, 2},
	{"expired: beside CHAT_MAX_ATTEMPTS", "70001", []string{"CHAT_MAX_ATTEMPTS=1"}, verdict{}, 2},
	{"expired: beside two retries", "50004,70001,50004", nil, verdict{}, 4},
	{"expired: once a request", "70001*", nil, configurationError, 2},
	{"expired: once a request, of either code", "70001,70052", nil, configurationError, 2},
	{"expired: once a request, with a retry between", "70001,50004,70052", nil, configurationError, 3},
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for _, row := range attempts {
		t.Run(row.sentence, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, append(row.settings, "CALLER_AUTH=none")...)
			w.play(row.script)
			a := w.ask(gateways()[1], "/", sampleBody)
			if row.want == (verdict{}) {
				if a.status != 200 || len(a.reply(t).Conversations) != 2 {
					t.Errorf("%v, not an answer", a)
				}
			} else {
				row.want.check(t, a, 0, row.attempts)
			}
			if n := len(w.chat.Journal()); n != row.attempts {
				t.Errorf("%d attempts, not %d", n, row.attempts)
			}
			w.attemptsAreAlike()
			w.chat.ResetScript()
			w.works()
		})
	}
}

// attemptsAreAlike: "Every attempt carries the same body, a fresh random and a
// valid signature", to the same path.
func (w *world) attemptsAreAlike() {
	w.t.Helper()
	journal := w.chat.Journal()
	randoms := map[string]bool{}
	for i, e := range journal {
		if !bytes.Equal(e.Body, journal[0].Body) || e.Path != journal[0].Path || len(e.Body) == 0 {
			w.t.Errorf("attempt %d differs in path or body", i+1)
		}
		if randoms[e.Random] {
			w.t.Errorf("attempt %d has no fresh random", i+1)
		}
		randoms[e.Random] = true
	}
}

// "Retry-After of a retried answer lengthens the pause"
func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.play("http503+retry-after=1")
	r := w.invoke(sampleBody)
	if journal := w.chat.Journal(); r.Error != nil || len(journal) != 2 || journal[1].Time.Sub(journal[0].Time) < 990*time.Millisecond {
		t.Errorf("%s: %d attempts, not a second apart", r.text, len(journal))
	}
}

// "Retry-After in seconds, 1 unless known better", and what is known better.
func TestRetryAfterOfTheAnswer(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"60007":                   "1",
		"60007+retry-after=7":     "7",
		"http429":                 "1",
		"http429+retry-after=9":   "9",
		"http503*":                "1",
		"http503+retry-after=30":  "30",
		"50004+retry-after=6":     "6",
		"60008":                   "1",
		"reset*":                  "1",
		"70500+retry-after=12":    "12",
		"60011+retry-after=86400": "86400",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "CALLER_AUTH=none")
			w.play(script)
			if a := w.ask(gateways()[0], "/", sampleBody); a.header.Get("Retry-After") != want {
				t.Errorf("%v with Retry-After %q, not %q", a, a.header.Get("Retry-After"), want)
			}
		})
	}
}

// What is no number of seconds tells nothing: 1, and an ordinary pause.
func TestRetryAfterThatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "abc", "-5", "1.5", "0", "Wed, 21 Oct 2015 07:28:00 GMT", "0x10"} {
		w := newWorld(t, "CALLER_AUTH=none")
		w.chat.Script(chattest.Step{Action: chattest.HTTP, Status: 503, RetryAfter: value, Repeat: 3})
		a := w.ask(gateways()[0], "/", sampleBody)
		if a.status != 503 || a.header.Get("Retry-After") != "1" || len(w.chat.Journal()) != 3 {
			t.Errorf("%q: %v with Retry-After %q after %d attempts", value, a, a.header.Get("Retry-After"), len(w.chat.Journal()))
		}
	}
	w := newWorld(t, "CALLER_AUTH=none")
	w.chat.Script(chattest.Step{Action: chattest.HTTP, Status: 503, RetryAfter: strings.Repeat("9", 30)})
	if a := w.ask(gateways()[0], "/", sampleBody); strings.HasPrefix(a.header.Get("Retry-After"), "-") {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
}
