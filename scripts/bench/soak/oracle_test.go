package soak

import (
	"testing"

	"chatmarks/chat/chattest"
)

// entries returns the journal after a script.
func entries(t *testing.T, script string) []chattest.Entry {
	t.Helper()
	steps, err := chattest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	var all []chattest.Entry
	for _, s := range steps {
		all = append(all, chattest.Entry{Step: s.String(), ErrorCode: s.Code})
	}
	return all
}

func TestConclusionOfACall(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script string
		want   expectation
		retry  int
		short  bool // a retry was expected but not made
	}{
		"an answer at once":                         {"ok", expectation{attempts: 1}, 0, false},
		"the older answer":                          {"older", expectation{attempts: 1}, 0, false},
		"an answer after both retries":              {"50004,http503,ok", expectation{attempts: 3}, 2, false},
		"three failures, the last one decides":      {"50005,reset,50004", expectation{serviceUnavailable, 50004, 3, 1}, 2, false},
		"a body cut short may pass":                 {"truncate,chunkcut,eof", expectation{serviceUnavailable, 0, 3, 1}, 2, false},
		"no retry, so the quota must be empty":      {"50004", expectation{serviceUnavailable, 50004, 1, 1}, 0, true},
		"one retry of two":                          {"50004,http500", expectation{serviceUnavailable, 0, 2, 1}, 1, true},
		"a wait too long ends the call":             {"http503+retry-after=6", expectation{serviceUnavailable, 0, 1, 6}, 0, false},
		"a wait that is short is waited for":        {"50005+retry-after=1,ok", expectation{attempts: 2}, 1, false},
		"throttling is not repeated":                {"60011+retry-after=3", expectation{requestLimitExceeded, 60011, 1, 3}, 0, false},
		"HTTP 429 neither":                          {"http429", expectation{requestLimitExceeded, 0, 1, 1}, 0, false},
		"a transient code that is not in the list":  {"60008", expectation{serviceUnavailable, 60008, 1, 1}, 0, false},
		"garbage is final":                          {"garbage", expectation{failedOperation, 0, 1, 0}, 0, false},
		"a redirect is final":                       {"redirect", expectation{failedOperation, 0, 1, 0}, 0, false},
		"an expired signature is made anew":         {"70001,ok", expectation{attempts: 2}, 0, false},
		"expired twice":                             {"70001,70052", expectation{configurationError, 70052, 2, 0}, 0, false},
		"expired, then the retries as usual":        {"70001,50004,50004,50004", expectation{serviceUnavailable, 50004, 4, 1}, 2, false},
		"expired in a retry":                        {"50004,70001,reset,ok", expectation{attempts: 4}, 2, false},
		"a configuration fault":                     {"70020", expectation{configurationError, 70020, 1, 0}, 0, false},
		"a group that is gone, after a failure":     {"http502,51007", expectation{resourceNotFound, 51007, 2, 0}, 1, false},
		"a code that nobody knows":                  {"99999", expectation{failedOperation, 99999, 1, 0}, 0, false},
		"a status that nobody expects":              {"http404", expectation{failedOperation, 0, 1, 0}, 0, false},
		"a delay is no failure":                     {"ok+delay=10ms", expectation{attempts: 1}, 0, false},
		"a limit on the user's data":                {"51008", expectation{limitExceeded, 51008, 1, 0}, 0, false},
		"what Chat thinks of a parameter":           {"50002", expectation{invalidParameter, 50002, 1, 0}, 0, false},
		"an undocumented answer after a retry":      {"eof,undocumented", expectation{failedOperation, 0, 2, 0}, 1, false},
		"an expired signature after a refused turn": {"50004,70052,60007", expectation{requestLimitExceeded, 60007, 3, 1}, 1, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := conclude(outcomes(t, tt.script))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.expectation(); got != tt.want || c.retries != tt.retry || c.refused != tt.short {
				t.Errorf("got %+v, %d retries, one missing: %t; want %+v, %d, %t", got, c.retries, c.refused, tt.want, tt.retry, tt.short)
			}
		})
	}
}

func outcomes(t *testing.T, script string) (all []outcome) {
	t.Helper()
	for _, e := range entries(t, script) {
		o, err := outcomeOf(e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func TestConclusionRefusesWhatNobodyMayDo(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"going on after an answer":                   "ok,ok",
		"repeating throttling":                       "60011,ok",
		"repeating garbage":                          "garbage,ok",
		"a fourth attempt":                           "50004,50004,50004,ok",
		"not making an expired signature anew":       "70001",
		"making it anew twice":                       "70001,70001,ok",
		"waiting longer than one should":             "50005+retry-after=6,ok",
		"repeating a code that is not in the list":   "60008,ok",
		"not making it anew in the midst of retries": "50004,70052",
	}
	for name, script := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c, err := conclude(outcomes(t, script)); err == nil {
				t.Errorf("%s: no objection, but %+v", script, c)
			}
		})
	}
	if _, err := conclude(nil); err == nil {
		t.Error("a call that never reached Chat is fine")
	}
}

func TestEveryFaultOfTheMixHasAnOutcome(t *testing.T) {
	t.Parallel()
	f, err := newFaults(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range f.steps {
		if _, err := outcomeOf(chattest.Entry{Step: s.String(), ErrorCode: s.Code}); err != nil {
			t.Error(err)
		}
	}
}
