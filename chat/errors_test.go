package chat_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"chatmarks/chat"
)

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	last := &chat.APIError{Code: 50004, Info: "x"}
	for want, err := range map[string]error{
		"api error 50004: x": last,
		"http status 503":    &chat.StatusError{StatusCode: 503},
		"the certificate of the server does not verify": &chat.CertificateError{Err: errors.New("x509")},
		"call rate of the app exhausted for 1.5s":       &chat.LimitError{RetryAfter: 1500 * time.Millisecond},
		"deadline exceeded":                             &chat.DeadlineError{Cause: context.DeadlineExceeded, Last: last},
		"canceled":                                      &chat.DeadlineError{Cause: context.Canceled},
		"api error 50004: x (attempts: 3)":              &chat.CallError{Attempts: 3, Err: last},
		"invalid input: A: wrong; B: wrong, too":        &chat.ValidationError{Faults: []chat.FieldError{{Field: "A", Reason: "wrong"}, {Field: "B", Reason: "wrong, too"}}},
		"network fault: failed (*errors.errorString)":   &chat.NetworkError{Err: errors.New("anything")},
		"network fault: timed out":                      &chat.NetworkError{Err: context.DeadlineExceeded},
		"deadline exceeded (attempts: 2)":               &chat.CallError{Attempts: 2, Err: &chat.DeadlineError{Cause: context.DeadlineExceeded}},
		"network fault: failed (*fmt.wrapError)":        &chat.NetworkError{Err: wrap(errors.New("anything"))},
		"network fault: timed out (attempts: 1)":        &chat.CallError{Attempts: 1, Err: &chat.NetworkError{Err: wrap(context.DeadlineExceeded)}},
		"http status 429 (attempts: 1)":                 &chat.CallError{Attempts: 1, Err: &chat.StatusError{StatusCode: 429, RetryAfter: time.Second}},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

func wrap(err error) error { return fmt.Errorf("wrapped: %w", err) }

func TestErrorsUnwrap(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	last := &chat.StatusError{StatusCode: 503}
	for name, err := range map[string]error{
		"NetworkError":     &chat.NetworkError{Err: cause},
		"CertificateError": &chat.CertificateError{Err: cause},
		"CallError":        &chat.CallError{Err: cause},
		"DeadlineError":    &chat.DeadlineError{Cause: cause},
	} {
		if !errors.Is(err, cause) {
			t.Errorf("%s hides its cause", name)
		}
	}
	late := &chat.DeadlineError{Cause: context.DeadlineExceeded, Last: last}
	if !errors.Is(late, context.DeadlineExceeded) || !errors.Is(late, error(last)) {
		t.Error("DeadlineError hides its cause, or the failure before")
	}
}
