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

// CallError is a failure of a call that reached for Chat.
type CallError struct {
	Attempts int // retries and re-signed calls included; the replacement of a dead connection is not
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
	RetryAfter time.Duration // what the answer asked to wait, 0 where it said nothing
}

var _ smithy.APIError = (*APIError)(nil)

func (e *APIError) Error() string {
	return fmt.Sprintf("api error %d: %s", e.Code, e.Info)
}

// ErrorCode is Chat's ErrorCode as text.
func (e *APIError) ErrorCode() string { return strconv.Itoa(e.Code) }

// ErrorMessage is Chat's ErrorInfo.
func (e *APIError) ErrorMessage() string { return e.Info }

// ErrorFault says whose fault the code is.
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
// always answers 200; another status comes from the network before it
// (https://www.tencentcloud.com/document/product/1047/34620).
type StatusError struct {
	StatusCode int
	RetryAfter time.Duration // what the answer asked to wait, 0 where it said nothing
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("http status %d", e.StatusCode)
}

// Transient reports whether the status can come from a fault that passes.
func (e *StatusError) Transient() bool {
	return slices.Contains([]int{408, 500, 502, 503, 504}, e.StatusCode)
}

// NetworkError is any failure before the whole answer was read. Its text says
// what kind of failure, in words of its own: the causes of net/http may quote
// URLs and proxy settings.
type NetworkError struct {
	Err error
}

func (e *NetworkError) Error() string { return "network fault: " + describe(e.Err) }

// Unwrap returns the failure as net/http reported it. Its text is not meant
// for logs.
func (e *NetworkError) Unwrap() error { return e.Err }

// CertificateError is a certificate, of Chat or of a proxy, that does not
// verify. To repeat the call would not help.
type CertificateError struct {
	Err error
}

func (e *CertificateError) Error() string { return "the certificate of the server does not verify" }

// Unwrap returns the failure as crypto/tls reported it.
func (e *CertificateError) Unwrap() error { return e.Err }

// PanicError is a panic in a part of a call that was made in several: it fails
// the call, not the process. It has no value of the panic, which can be anything.
type PanicError struct {
	Type  string // of the value
	Stack []byte // where it came from
}

// NewPanicError makes one of what recover gave, in the function that called it.
func NewPanicError(recovered any) *PanicError {
	return &PanicError{Type: fmt.Sprintf("%T", recovered), Stack: debug.Stack()}
}

func (e *PanicError) Error() string { return "panic (" + e.Type + ")" }

// LimitError is a call that our own limiter did not let through.
type LimitError struct {
	RetryAfter time.Duration // how long until a call would get its turn
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("call rate of the app exhausted for %v", e.RetryAfter)
}

// TooLargeError is a list whose pages hold more than 5 MiB together.
type TooLargeError struct{}

func (*TooLargeError) Error() string {
	return fmt.Sprintf("a list of more than %d bytes", maxList)
}

// DeadlineError is a call that ran into the deadline of its context, or whose
// context was canceled.
type DeadlineError struct {
	Cause error // of the context
	Last  error // the failure of the attempt before, if there was one
}

func (e *DeadlineError) Error() string {
	if errors.Is(e.Cause, context.Canceled) {
		return "canceled"
	}
	return "deadline exceeded"
}

// Unwrap returns the cause, and the failure of the attempt before.
func (e *DeadlineError) Unwrap() []error {
	if e.Last == nil {
		return []error{e.Cause}
	}
	return []error{e.Cause, e.Last}
}

// retryAfter is what the reply behind err asked to wait, 0 if nothing.
func retryAfter(err error) time.Duration {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.RetryAfter
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.RetryAfter
	}
	return 0
}
