package handler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	smithy "github.com/aws/smithy-go"

	"chatmarks/chat"
)

// Code is a kind of failure. It uses the code of Tencent Cloud API 3.0 if there is
// one (https://www.tencentcloud.com/document/api/583/17241).
type Code string

// The codes of failures, each with its HTTP status and its meaning.
const (
	CodeMalformedRequest      Code = "MalformedRequest"      // 400: not JSON in UTF-8, broken base64, or an event of no known form
	CodeInvalidParameter      Code = "InvalidParameter"      // 400: the request breaks a rule; details lists each field
	CodeAuthFailure           Code = "AuthFailure"           // 401: no credential, or an invalid one
	CodeUnauthorizedOperation Code = "UnauthorizedOperation" // 403: a user asks for another user's marks
	CodeResourceNotFound      Code = "ResourceNotFound"      // 404: the app is not configured, an account is not imported, or a group was disbanded
	CodeMethodNotAllowed      Code = "MethodNotAllowed"      // 405: anything but POST, OPTIONS and the health check
	CodeLimitExceeded         Code = "LimitExceeded"         // 409: the user has more marks or groups than Chat allows
	CodeRequestTooLarge       Code = "RequestTooLarge"       // 413: the request is over 256 KiB, or its answer over 5 MiB
	CodeUnsupportedMediaType  Code = "UnsupportedMediaType"  // 415: the Content-Type is not JSON
	CodeRequestLimitExceeded  Code = "RequestLimitExceeded"  // 429: Chat or the function's own limiter throttles
	CodeClientClosedRequest   Code = "ClientClosedRequest"   // 499: the client is gone
	CodeConfigurationError    Code = "ConfigurationError"    // 500: a setting is wrong, or Chat refuses the app; the log names the cause
	CodeInternalError         Code = "InternalError"         // 500: a fault of the function, such as a panic
	CodeFailedOperation       Code = "FailedOperation"       // 502: Chat refuses the call, or its reply is undocumented
	CodeServiceUnavailable    Code = "ServiceUnavailable"    // 503: a transient fault that remained after all retries, or too many requests
	CodeDeadlineExceeded      Code = "DeadlineExceeded"      // 504: the invocation's time ran out
)

// statusClientClosedRequest is nginx's status for a client that is gone. It is
// below 500, so no alarm counts it as a fault of the service.
const statusClientClosedRequest = 499

// kinds has the properties of each code.
var kinds = map[Code]struct {
	status     int
	retryable  bool
	retryAfter bool // the answer has a Retry-After header
}{
	CodeMalformedRequest:      {status: http.StatusBadRequest},
	CodeInvalidParameter:      {status: http.StatusBadRequest},
	CodeAuthFailure:           {status: http.StatusUnauthorized},
	CodeUnauthorizedOperation: {status: http.StatusForbidden},
	CodeResourceNotFound:      {status: http.StatusNotFound},
	CodeMethodNotAllowed:      {status: http.StatusMethodNotAllowed},
	CodeLimitExceeded:         {status: http.StatusConflict},
	CodeRequestTooLarge:       {status: http.StatusRequestEntityTooLarge},
	CodeUnsupportedMediaType:  {status: http.StatusUnsupportedMediaType},
	CodeRequestLimitExceeded:  {status: http.StatusTooManyRequests, retryable: true, retryAfter: true},
	CodeClientClosedRequest:   {status: statusClientClosedRequest},
	CodeConfigurationError:    {status: http.StatusInternalServerError},
	CodeInternalError:         {status: http.StatusInternalServerError},
	CodeFailedOperation:       {status: http.StatusBadGateway},
	CodeServiceUnavailable:    {status: http.StatusServiceUnavailable, retryable: true, retryAfter: true},
	CodeDeadlineExceeded:      {status: http.StatusGatewayTimeout, retryable: true},
}

// failure is an error. It separates the text for the caller from the cause, which is
// for the log only.
type failure struct {
	code       Code
	message    string
	details    []chat.FieldError
	chat       *chatOutcome
	retryAfter time.Duration     // 0 means one second
	headers    map[string]string // of the answer to an HTTP request
	cause      string            // for the log; contains no secrets
}

// chatOutcome is the outcome of the call to Chat.
type chatOutcome struct {
	errorCode int // 0 if Chat sent none
	errorInfo string
	attempts  int
}

func (f *failure) retryable() bool { return kinds[f.code].retryable }

func (f *failure) status() int { return kinds[f.code].status }

// retryAfterSeconds returns the value of Retry-After in whole seconds, at least one,
// or "" if the code has no such header.
func (f *failure) retryAfterSeconds() string {
	if !kinds[f.code].retryAfter {
		return ""
	}
	seconds := (f.retryAfter + time.Second - 1) / time.Second
	return strconv.FormatInt(int64(max(seconds, 1)), 10)
}

func malformed(message string) *failure {
	return &failure{code: CodeMalformedRequest, message: message}
}

func invalid(faults ...chat.FieldError) *failure {
	rules := "several rules"
	if len(faults) == 1 {
		rules = "a rule"
	}
	return &failure{code: CodeInvalidParameter, message: "the request breaks " + rules + "; see details", details: faults}
}

// misconfigured hides the cause from the caller, who cannot correct it.
func misconfigured(cause string) *failure {
	return &failure{code: CodeConfigurationError, message: "the function is not configured correctly; its log names the cause", cause: cause}
}

// chatFailure converts an error of the client into a failure.
func chatFailure(err error, items []chat.ContactItem) *failure {
	f := classify(err, items)
	if call, ok := errors.AsType[*chat.CallError](err); ok {
		f.chat = &chatOutcome{attempts: call.Attempts}
		if api, ok := errors.AsType[*chat.APIError](err); ok {
			f.chat.errorCode = api.Code
			// f.code may differ from the code of this reply: the deadline may have
			// ended the call later.
			if apiFailure(api, items).code != CodeConfigurationError {
				f.chat.errorInfo = api.Info
			}
		}
	}
	return f
}

func classify(err error, items []chat.ContactItem) *failure {
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = operation.Err
	}
	if call, ok := errors.AsType[*chat.CallError](err); ok {
		err = call.Err
	}
	switch e := err.(type) {
	case *chat.DeadlineError:
		return timedOut(e)
	case *chat.APIError:
		return apiFailure(e, items)
	case *chat.StatusError:
		return statusFailure(e)
	case *chat.LimitError:
		return &failure{code: CodeRequestLimitExceeded, message: "too many requests for this app at the moment; slow down",
			retryAfter: e.RetryAfter, cause: "CHAT_RATE_LIMIT of this instance is reached"}
	case *chat.NetworkError:
		return &failure{code: CodeServiceUnavailable, message: "Chat could not be reached", cause: e.Error()}
	case *chat.CertificateError:
		return &failure{code: CodeFailedOperation, message: "Chat's identity could not be verified", cause: e.Error()}
	case *smithy.DeserializationError:
		return &failure{code: CodeFailedOperation, message: "Chat's answer is not what it documents", cause: e.Error()}
	case *chat.TooLargeError:
		return answerTooLarge(jobList, 0)
	case *chat.ValidationError:
		return invalid(e.Faults...)
	case *chat.PanicError:
		return panicFailure(e)
	}
	return internal(fmt.Sprintf("unexpected error %T", err))
}

// timedOut returns the failure of a request whose context has ended, or whose body did
// not arrive in time.
func timedOut(err error) *failure {
	if errors.Is(err, context.Canceled) {
		return clientClosed()
	}
	return &failure{code: CodeDeadlineExceeded, message: "the time for this request ran out", cause: "the invocation's time ran out"}
}

// clientClosed is the failure of a request whose client is gone. A client that only
// half-closed its connection looks the same, but can still read the answer.
func clientClosed() *failure {
	return &failure{code: CodeClientClosedRequest, message: "the client closed the connection before the answer"}
}

// classFailures has a failure for each class of Chat's codes that the caller may see.
var classFailures = map[chat.Class]failure{
	chat.ClassUnknown:   {code: CodeFailedOperation, message: "Chat refused the call"},
	chat.ClassRequest:   {code: CodeFailedOperation, message: "Chat refused the call"},
	chat.ClassTransient: {code: CodeServiceUnavailable, message: "Chat has a transient fault"},
	chat.ClassThrottle:  {code: CodeRequestLimitExceeded, message: "Chat asks to slow down"},
	chat.ClassInput:     {code: CodeInvalidParameter, message: "Chat refused a parameter of the request"},
	chat.ClassNotFound:  {code: CodeResourceNotFound, message: "an account of the request has not been imported to Chat"},
	chat.ClassAmbiguous: {code: CodeResourceNotFound, message: "a group of the request was disbanded, or Chat had an internal fault"},
	chat.ClassLimit:     {code: CodeLimitExceeded, message: "the user has more marked or grouped conversations than Chat allows"},
}

// apiFailure returns the failure for an error code of Chat.
func apiFailure(err *chat.APIError, items []chat.ContactItem) *failure {
	class := chat.ClassOf(err.Code)
	f, ok := classFailures[class]
	if !ok {
		return misconfigured(fmt.Sprintf("Chat refused with %d: %s", err.Code, cure(err.Code)))
	}
	f.retryAfter = err.RetryAfter
	if class == chat.ClassAmbiguous {
		f.details = groupDetails(items)
		if items == nil { // a list names no group
			f.message = "a group was disbanded, or Chat had an internal fault"
		}
	}
	return &f
}

// groupDetails lists the groups of the request: each may be the cause of the fault.
func groupDetails(items []chat.ContactItem) (details []chat.FieldError) {
	for i, c := range items {
		if c.Type == chat.TypeGroup {
			details = append(details, chat.FieldError{
				Field:  fmt.Sprintf("ContactItem[%d].ToGroupId", i),
				Reason: "may be the group that was disbanded",
			})
		}
	}
	return details
}

// statusFailure returns the failure for an HTTP status that Chat sent instead of an
// answer.
func statusFailure(err *chat.StatusError) *failure {
	f := &failure{retryAfter: err.RetryAfter, cause: err.Error()}
	switch {
	case err.StatusCode == http.StatusTooManyRequests:
		f.code, f.message = CodeRequestLimitExceeded, "Chat asks to slow down"
	case err.Transient():
		f.code, f.message = CodeServiceUnavailable, "Chat has a transient fault"
	default:
		f.code, f.message = CodeFailedOperation, "Chat's answer is not what it documents"
	}
	return f
}

// panicFailure is the failure for a panic, here or in the client.
func panicFailure(err *chat.PanicError) *failure {
	const maxStack = 3 << 10
	return internal(err.Error() + "\n" + string(err.Stack[:min(len(err.Stack), maxStack)]))
}

// internal is the failure for a fault of the function itself.
func internal(cause string) *failure {
	return &failure{code: CodeInternalError, message: "a fault of the function", cause: cause}
}

func requestTooLarge() *failure {
	return &failure{code: CodeRequestTooLarge, message: "the request is over 256 KiB"}
}

func answerTooLarge(job string, attempts int) *failure {
	f := &failure{code: CodeRequestTooLarge, message: "the answer is over 5 MiB; ask for fewer conversations"}
	if job == jobList {
		f.message += ", by ContactItem"
	}
	if attempts > 0 {
		f.chat = &chatOutcome{attempts: attempts}
	}
	return f
}
