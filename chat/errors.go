package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	smithy "github.com/aws/smithy-go"
)

// CallError is the failure of a call that made at least one attempt.
type CallError struct {
	Attempts int // includes retries and re-signed calls, not the replacement of a dead connection
	Err      error
}

func (e *CallError) Error() string {
	return fmt.Sprintf("%v (attempts: %d)", e.Err, e.Attempts)
}

// Unwrap returns the failure of the last attempt.
func (e *CallError) Unwrap() error { return e.Err }

// APIError is an answer of Chat with an ErrorCode other than 0.
type APIError struct {
	Code       int           // Chat's ErrorCode
	Info       string        // Chat's ErrorInfo: at most 512 bytes of clean UTF-8, without our UserSig
	RetryAfter time.Duration // the wait that the answer asked for, 0 if none
}

var _ smithy.APIError = (*APIError)(nil)

func (e *APIError) Error() string {
	return fmt.Sprintf("api error %d: %s", e.Code, e.Info)
}

// ErrorCode returns Chat's ErrorCode as text.
func (e *APIError) ErrorCode() string { return strconv.Itoa(e.Code) }

// ErrorMessage returns Chat's ErrorInfo.
func (e *APIError) ErrorMessage() string { return e.Info }

// ErrorFault returns who caused the error, according to its code.
func (e *APIError) ErrorFault() smithy.ErrorFault {
	switch ClassOf(e.Code) {
	case ClassTransient:
		return smithy.FaultServer
	case ClassUnknown, ClassAmbiguous:
		return smithy.FaultUnknown
	}
	return smithy.FaultClient
}

// StatusError is an answer with an HTTP status other than 200. Chat itself
// always answers 200; another status comes from the network in front of it
// (https://www.tencentcloud.com/document/product/1047/34620).
type StatusError struct {
	StatusCode int
	RetryAfter time.Duration // the wait that the answer asked for, 0 if none
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("http status %d", e.StatusCode)
}

// Transient reports whether the status may come from a transient fault.
func (e *StatusError) Transient() bool {
	return slices.Contains([]int{408, 500, 502, 503, 504}, e.StatusCode)
}

// NetworkError is any failure before the whole answer was read. Its text names only
// the kind of failure, because errors of net/http may quote URLs and proxy settings.
type NetworkError struct {
	Err error
}

func (e *NetworkError) Error() string { return "network fault: " + describe(e.Err) }

// Unwrap returns the failure as net/http reported it. Its text is not meant
// for logs.
func (e *NetworkError) Unwrap() error { return e.Err }

// CertificateError is a certificate, of Chat or of a proxy, that does not verify.
// A retry would not help.
type CertificateError struct {
	Err error
}

func (e *CertificateError) Error() string { return "the certificate of the server does not verify" }

// Unwrap returns the failure as crypto/tls reported it.
func (e *CertificateError) Unwrap() error { return e.Err }

// PanicError is a panic in one part of a split call. It fails the call, not the
// process. It omits the value of the panic, which may contain anything.
type PanicError struct {
	Type  string // of the value
	Stack []byte // of the goroutine that panicked
}

// NewPanicError returns the error for a value returned by recover. Call it in the
// function that called recover.
func NewPanicError(recovered any) *PanicError {
	return &PanicError{Type: fmt.Sprintf("%T", recovered), Stack: debug.Stack()}
}

func (e *PanicError) Error() string { return "panic (" + e.Type + ")" }

// LimitError is a call that the client's own limiter refused.
type LimitError struct {
	RetryAfter time.Duration // time until a call would get its turn
	Last       error         // the failure of the previous attempt, if there was one
}

// Unwrap returns the failure of the previous attempt.
func (e *LimitError) Unwrap() error { return e.Last }

func (e *LimitError) Error() string {
	return fmt.Sprintf("call rate of the app exhausted for %v", e.RetryAfter)
}

// TooLargeError is a list whose pages contain more than 5 MiB in total.
type TooLargeError struct{}

func (*TooLargeError) Error() string {
	return fmt.Sprintf("a list of more than %d bytes", maxList)
}

// DeadlineError is a call that exceeded the deadline of its context, or whose context
// was canceled.
type DeadlineError struct {
	Cause error // of the context
	Last  error // the failure of the previous attempt, if there was one
}

func (e *DeadlineError) Error() string {
	if errors.Is(e.Cause, context.Canceled) {
		return "canceled"
	}
	return "deadline exceeded"
}

// Unwrap returns the cause and the failure of the previous attempt.
func (e *DeadlineError) Unwrap() []error {
	if e.Last == nil {
		return []error{e.Cause}
	}
	return []error{e.Cause, e.Last}
}

// retryAfter returns the wait that the reply in err asked for, 0 if none.
func retryAfter(err error) time.Duration {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.RetryAfter
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.RetryAfter
	}
	return 0
}
