package contract

import (
	"fmt"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// verdict is a row of section 4: a code, its status, and whether it is retryable.
type verdict struct {
	code      string
	status    int
	retryable bool
}

var (
	invalidParameter   = verdict{"InvalidParameter", 400, false}
	notFoundVerdict    = verdict{"ResourceNotFound", 404, false}
	limitExceeded      = verdict{"LimitExceeded", 409, false}
	throttled          = verdict{"RequestLimitExceeded", 429, true}
	configurationError = verdict{"ConfigurationError", 500, false}
	failedOperation    = verdict{"FailedOperation", 502, false}
	unavailable        = verdict{"ServiceUnavailable", 503, true}
	outOfTime          = verdict{"DeadlineExceeded", 504, true}
)

// chatCodes are Chat's codes by the row of section 4 that each belongs to.
var chatCodes = map[verdict][]int{
	invalidParameter: {50002},
	notFoundVerdict:  {50001, 70107, 51007},
	limitExceeded:    {51008},
	throttled:        {60007, 60011, 60018, 60019, 60022},
	configurationError: {
		50003, 60004, 60005, 60006, 60010, 60012, 60016, 60017, 60020, 60021, 51013, 70002, 70003, 70005, 70009, 70013, 70014, 70016, 70020,
		70032, 70050, 70051, 70114, 70346, 70398, 70403, 70404, 71000, 72000, 72001, 72012, 80005,
	},
	failedOperation: {51006, 51009, 51010, 51011, 51012, 60002, 60003, 60009, 60013, 60015, 70206, 70402, 1, 60001, 79999, 91000, -1},
	unavailable:     {60008, 60014, 70169, 70202, 70500}, // transient, but not in the default list: not repeated
}

func TestChatCodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	messages := map[string]bool{}
	for want, codes := range chatCodes {
		for _, code := range codes {
			t.Run(fmt.Sprint(code), func(t *testing.T) {
				w := w.with(t)
				w.chat.ResetJournal()
				body := fmt.Sprintf(`{"ActionStatus":"FAIL","ErrorCode":%d,"ErrorInfo":"the words of Chat"}`, code)
				w.answers(body)
				a := w.ask(gateways()[0], "/", sampleBody)
				want.check(t, a, code, 1)
				w.answers(body)
				r := w.invoke(sampleBody)
				if r.goError != want.retryable {
					t.Errorf("a Go error: %t; section 7 gives a retryable failure back as one, any other as data", r.goError)
				}
				if r.code() != want.code || r.Error.Retryable != want.retryable {
					t.Errorf("direct: %s, not %s", r.text, want.code)
				}
				if n := len(w.chat.Journal()); n != 2 {
					t.Errorf("%d attempts for two requests", n)
				}
				if want == configurationError {
					messages[r.Error.Message] = true
				}
			})
		}
	}
	if len(messages) != 1 {
		t.Errorf("the message of a ConfigurationError is always the same, but here are %d: %v", len(messages), messages)
	}
}

// check holds an HTTP answer to the row, for a call that Chat refused with a
// code (0 for none) after so many attempts.
func (v verdict) check(t *testing.T, a response, chatCode, attempts int) {
	t.Helper()
	f := a.reply(t).Error
	if f == nil {
		t.Fatalf("%v, not an error", a)
	}
	if a.status != v.status || f.Code != v.code || f.Retryable != v.retryable {
		t.Errorf("%v, not %+v", a, v)
	}
	if f.attempts() != attempts {
		t.Errorf("attempts %d, not %d; they stand wherever Chat was called", f.attempts(), attempts)
	}
	if wait := a.header.Get("Retry-After"); (wait != "") != (v == throttled || v == unavailable) {
		t.Errorf("Retry-After: %q for %s", wait, v.code)
	}
	if chatCode == 0 || f.Chat == nil {
		return
	}
	if f.Chat.ErrorCode == nil || *f.Chat.ErrorCode != chatCode {
		t.Errorf("%v: not the errorCode %d that Chat gave", a, chatCode)
	}
	switch info := f.Chat.ErrorInfo; {
	case v == configurationError && info != nil:
		t.Errorf("%v: a ConfigurationError holds no errorInfo", a)
	case v != configurationError && (info == nil || *info == ""):
		t.Errorf("%v: not the errorInfo that Chat gave", a)
	}
}

// "errorInfo: at most 512 bytes of clean UTF-8"
func TestErrorInfoIsClean(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for sentence, info := range map[string]string{
		"long ASCII":           strings.Repeat("no. ", 500),
		"long Chinese":         strings.Repeat("错误。", 500),
		"invalid UTF-8":        "bad \xff\xfe bytes",
		"control characters":   `a\u0000b\u001b[31m\r\nc\u007f`,
		"half a surrogate":     `x \ud800 y`,
		"a cut in a character": strings.Repeat("a", 511) + "错",
	} {
		w.answers(`{"ActionStatus":"FAIL","ErrorCode":51008,"ErrorInfo":"` + info + `"}`)
		r := w.invoke(sampleBody)
		if r.Error == nil || r.Error.Chat == nil || r.Error.Chat.ErrorInfo == nil {
			t.Errorf("%s: %s without errorInfo", sentence, r.text)
			continue
		}
		got := *r.Error.Chat.ErrorInfo
		if len(got) > 512 || len(got) == 0 || strings.ToValidUTF8(string(r.text), "") != string(r.text) {
			t.Errorf("%s: %d bytes %q", sentence, len(got), got)
		}
		if strings.ContainsFunc(got, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			t.Errorf("%s: control characters are not clean: %q", sentence, got)
		}
	}
}

// "an answer over 5 MiB (the platform takes 6)", and one just under it.
func TestAnswerOverFiveMiB(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	for size, want := range map[int]int{17_000: 200, 18_000: 413} {
		w.answers(results(`{"Type":1,"To_Account":"user_0002","CustomMark":"` + strings.Repeat("m", size) + `"}`))
		body := one(strings.Repeat(good+",", 299) + good)
		a := w.ask(gateways()[0], "/", body)
		if a.status != want || want == 413 && a.reply(t).Error.Code != "RequestTooLarge" {
			t.Errorf("300 marks of %d bytes: %.300v, not %d", size, a, want)
		}
		if want != 413 {
			continue
		}
		if e := a.reply(t).Error; e.attempts() != 1 || e.Message != "the answer is over 5 MiB; ask for fewer conversations" {
			t.Errorf("%v: not the attempt and what to do", a)
		}
	}
	// Escaped once more in the envelope, quotes must not take it over the platform's 6 MB.
	w.answers(results(`{"Type":1,"To_Account":"user_0002","CustomMark":"` + strings.Repeat(`\"`, 7_000) + `"}`))
	event, err := platform.Event(platform.URL, post(t, "/"), []byte(one(strings.Repeat(good+",", 299)+good)))
	if err != nil {
		t.Fatal(err)
	}
	if raw := w.raw(string(event)); len(raw.Payload) > 6_000_000 {
		t.Errorf("an envelope of %d bytes", len(raw.Payload))
	}
}
