package handler_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

// judged is what a row of the contract's table says of a code.
type judged struct {
	status     int
	retryable  bool
	retryAfter string
}

// table is the contract's table of codes.
var table = map[string]judged{
	"MalformedRequest":      {400, false, ""},
	"InvalidParameter":      {400, false, ""},
	"AuthFailure":           {401, false, ""},
	"UnauthorizedOperation": {403, false, ""},
	"ResourceNotFound":      {404, false, ""},
	"MethodNotAllowed":      {405, false, ""},
	"LimitExceeded":         {409, false, ""},
	"RequestTooLarge":       {413, false, ""},
	"UnsupportedMediaType":  {415, false, ""},
	"RequestLimitExceeded":  {429, true, "1"},
	"ClientClosedRequest":   {499, false, ""},
	"ConfigurationError":    {500, false, ""},
	"InternalError":         {500, false, ""},
	"FailedOperation":       {502, false, ""},
	"ServiceUnavailable":    {503, true, "1"},
	"DeadlineExceeded":      {504, true, ""},
}

// expectRow holds a failure against its row of the table.
func expectRow(t *testing.T, got response, code string) failed {
	t.Helper()
	row := table[code]
	got.expect(t, row.status, code)
	f := got.failure(t)
	if f.Error.Retryable == nil || *f.Error.Retryable != row.retryable || got.Headers["Retry-After"] != row.retryAfter {
		t.Errorf("%s: retryable %v, Retry-After %q", code, f.Error.Retryable, got.Headers["Retry-After"])
	}
	if f.Error.Message == "" {
		t.Errorf("%s has no message", code)
	}
	return f
}

func TestARetryableFailureOfATrustedEventIsAGoError(t *testing.T) {
	t.Parallel()
	for code, row := range map[int]bool{50004: true, 60007: true, 50001: false, 50003: false, 12345: false} {
		f := newCanned(t, refusing(code, ""), "CHAT_MAX_ATTEMPTS", "1")
		answer, err := f.invoke(sample)
		if row {
			retryable, ok := errors.AsType[*handler.RetryableError](err)
			if !ok || answer != "" {
				t.Errorf("%d: answer %q, error %v", code, answer, err)
				continue
			}
			answer = retryable.Error()
		} else if err != nil {
			t.Errorf("%d: %v", code, err)
		}
		if got := decode[failed](t, answer); got.RequestID != requestID || *got.Error.Retryable != row {
			t.Errorf("%d: %s", code, answer)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, code, after string }{
		"of a throttled call":       {"60007+retry-after=7", "RequestLimitExceeded", "7"},
		"of HTTP 429":               {"http429+retry-after=3", "RequestLimitExceeded", "3"},
		"over what is waited for":   {"http503+retry-after=60", "ServiceUnavailable", "60"},
		"of a transient fault":      {"50004+retry-after=6", "ServiceUnavailable", "6"},
		"of 0 seconds":              {"60011+retry-after=0", "RequestLimitExceeded", "1"},
		"that is not there":         {"http429", "RequestLimitExceeded", "1"},
		"of an answer that is none": {"http400+retry-after=9", "FailedOperation", ""},
	} {
		f := newFunction(t, script(c.script))
		got := f.post(sample)
		got.expect(t, table[c.code].status, c.code)
		if got.Headers["Retry-After"] != c.after {
			t.Errorf("%s: Retry-After %q, not %q", name, got.Headers["Retry-After"], c.after)
		}
	}
}

// script plays steps, of which the last one goes on for ever.
func script(steps string) string { return steps + "*" }

func TestOurOwnLimiterAnswersAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, answering(empty), "CHAT_RATE_LIMIT", "1", "CALLER_AUTH", "none")
		f.post(sample).expect(t, 200, "")
		begin := time.Now()
		ctx, cancel := withDeadline(t, f, "1s")
		defer cancel()
		answer, err := f.Invoke(ctx, encode(t, f.event(sample)))
		if took := time.Since(begin); err != nil || took != 0 {
			t.Fatalf("%v after %v", err, took)
		}
		got := expectRow(t, decode[response](t, string(answer)), "RequestLimitExceeded")
		if got.Error.Chat != nil {
			t.Error("a chat object, but Chat was not called")
		}
		f.post(sample).expect(t, 200, "") // with time enough it waits for its turn
		if took := time.Since(begin); took != time.Second {
			t.Errorf("the turn came after %v", took)
		}
	})
}

func TestWhatThePanicOfAClientGives(t *testing.T) {
	t.Parallel()
	// In one call, and in several.
	for _, body := range []string{sample, request(distinct(1, 400)...)} {
		f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) { panic("value " + token) }), "CHAT_MAX_CONVERSATIONS", "1000")
		if got := expectRow(t, f.post(body), "InternalError"); got.Error.Chat != nil {
			t.Error("a chat object, but nobody knows what became of the call")
		}
		if cause := fmt.Sprint(f.log.one(t)["cause"]); !strings.Contains(cause, "panic (string)") || !strings.Contains(cause, "clientFunc") {
			t.Errorf("the log does not say what panicked where: %s", cause)
		}
	}
}
