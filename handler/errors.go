package handler

import (
	"net/http"
	"strconv"
	"time"

	"chatmarks/chat"
)

// Code is the word for a kind of failure. Where Tencent Cloud API 3.0 has one
// (https://www.tencentcloud.com/document/api/583/17241), it is that one.
type Code string

// The codes of failures.
const (
	CodeMalformedRequest      Code = "MalformedRequest"
	CodeInvalidParameter      Code = "InvalidParameter"
	CodeAuthFailure           Code = "AuthFailure"
	CodeUnauthorizedOperation Code = "UnauthorizedOperation"
	CodeResourceNotFound      Code = "ResourceNotFound"
	CodeMethodNotAllowed      Code = "MethodNotAllowed"
	CodeLimitExceeded         Code = "LimitExceeded"
	CodeRequestTooLarge       Code = "RequestTooLarge"
	CodeUnsupportedMediaType  Code = "UnsupportedMediaType"
	CodeRequestLimitExceeded  Code = "RequestLimitExceeded"
	CodeClientClosedRequest   Code = "ClientClosedRequest"
	CodeConfigurationError    Code = "ConfigurationError"
	CodeInternalError         Code = "InternalError"
	CodeFailedOperation       Code = "FailedOperation"
	CodeServiceUnavailable    Code = "ServiceUnavailable"
	CodeDeadlineExceeded      Code = "DeadlineExceeded"
)

// statusClientClosedRequest is nginx's status for a client that is gone. It is
// below 500, so no alarm takes it for a fault of the service.
const statusClientClosedRequest = 499

// kinds is the one table from code to status.
var kinds = map[Code]struct {
	status     int
	retryable  bool
	retryAfter bool // the answer says when
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

// failure is an error for two audiences: what the caller may read, and what
// stands in the log only.
type failure struct {
	code       Code
	message    string
	details    []chat.Fault
	chat       *chatOutcome
	retryAfter time.Duration     // what is known better than one second
	headers    map[string]string // of the answer to an HTTP request
	cause      string            // for the log: free of secrets
}

// chatOutcome is what became of the call to Chat.
type chatOutcome struct {
	errorCode int // 0 where Chat gave none
	errorInfo string
	attempts  int
}

func (f *failure) retryable() bool { return kinds[f.code].retryable }

func (f *failure) status() int { return kinds[f.code].status }

// retryAfterSeconds is the value of Retry-After: whole seconds, at least one;
// empty where the code has none.
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

func invalid(faults ...chat.Fault) *failure {
	return &failure{code: CodeInvalidParameter, message: "the request breaks " + rules(len(faults)) + "; see details", details: faults}
}

func rules(n int) string {
	if n == 1 {
		return "a rule"
	}
	return "several rules"
}

// misconfigured hides everything from the caller, who could do nothing about it.
func misconfigured(cause string) *failure {
	return &failure{code: CodeConfigurationError, message: "the function is not configured correctly; its log names the cause", cause: cause}
}
