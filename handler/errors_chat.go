package handler

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	smithy "github.com/aws/smithy-go"

	"chatmarks/chat"
)

// chatFailure turns an error of the client into what the caller may read and
// what the log says.
func chatFailure(err error, in *chat.SearchContactGroupInput) *failure {
	f := judge(err, in)
	if call, ok := errors.AsType[*chat.CallError](err); ok {
		f.chat = &chatOutcome{attempts: call.Attempts}
		if api, ok := errors.AsType[*chat.APIError](err); ok {
			f.chat.errorCode = api.Code
			// Judged by itself: a deadline can have ended the call after it.
			if apiFailure(api, in).code != CodeConfigurationError {
				f.chat.errorInfo = api.Info
			}
		}
	}
	return f
}

func judge(err error, in *chat.SearchContactGroupInput) *failure {
	// The deadline first: it keeps the error of Chat before it inside.
	if deadline, ok := errors.AsType[*chat.DeadlineError](err); ok {
		return timedOut(deadline)
	}
	if api, ok := errors.AsType[*chat.APIError](err); ok {
		return apiFailure(api, in)
	}
	if status, ok := errors.AsType[*chat.StatusError](err); ok {
		return statusFailure(status)
	}
	if limit, ok := errors.AsType[*chat.LimitError](err); ok {
		return &failure{code: CodeRequestLimitExceeded, message: "too many requests for this app at the moment; slow down",
			retryAfter: limit.RetryAfter, cause: "CHAT_RATE_LIMIT of this instance is reached"}
	}
	if network, ok := errors.AsType[*chat.NetworkError](err); ok {
		return &failure{code: CodeServiceUnavailable, message: "Chat could not be reached", cause: network.Error()}
	}
	if certificate, ok := errors.AsType[*chat.CertificateError](err); ok {
		return &failure{code: CodeFailedOperation, message: "Chat's identity could not be verified", cause: certificate.Error()}
	}
	if answer, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		return &failure{code: CodeFailedOperation, message: "Chat's answer is not what it documents", cause: answer.Error()}
	}
	if invalidInput, ok := errors.AsType[*chat.ValidationError](err); ok {
		return invalid(invalidInput.Faults...)
	}
	if panicked, ok := errors.AsType[*chat.PanicError](err); ok {
		return panicError(panicked)
	}
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = operation.Err
	}
	return internal(fmt.Sprintf("unexpected error %T", err))
}

// timedOut is the failure of a request whose context has ended, or whose body did
// not arrive in time.
func timedOut(err error) *failure {
	if errors.Is(err, context.Canceled) {
		return clientClosed()
	}
	return &failure{code: CodeDeadlineExceeded, message: "the time for this request ran out", cause: "the invocation's time ran out"}
}

// clientClosed is the failure of a request whose client is gone. One that has only
// half-closed its connection looks the same, and can read this.
func clientClosed() *failure {
	return &failure{code: CodeClientClosedRequest, message: "the client closed the connection before the answer"}
}

// apiFailure judges a code of Chat by its class.
func apiFailure(err *chat.APIError, in *chat.SearchContactGroupInput) *failure {
	known := chat.LookupCode(err.Code)
	f := &failure{retryAfter: err.RetryAfter}
	switch known.Class {
	case chat.ClassTransient:
		f.code, f.message = CodeServiceUnavailable, "Chat has a passing fault"
	case chat.ClassThrottle:
		f.code, f.message = CodeRequestLimitExceeded, "Chat asks to slow down"
	case chat.ClassExpired, chat.ClassSignature, chat.ClassConfiguration:
		return misconfigured(fmt.Sprintf("Chat refused with %d: %s", err.Code, known.Cure))
	case chat.ClassInput:
		f.code, f.message = CodeInvalidParameter, "Chat refused a parameter of the request"
	case chat.ClassNotFound:
		f.code, f.message = CodeResourceNotFound, "an account of the request has not been imported to Chat"
	case chat.ClassAmbiguous:
		f.code, f.message = CodeResourceNotFound, "a group of the request was disbanded, or Chat had an internal fault"
		f.details = groupDetails(in)
	case chat.ClassLimit:
		f.code, f.message = CodeLimitExceeded, "the user has more marked or grouped conversations than Chat allows"
	default:
		f.code, f.message = CodeFailedOperation, "Chat refused the call"
	}
	return f
}

// groupDetails names the conversations that the fault may be about.
func groupDetails(in *chat.SearchContactGroupInput) (details []chat.Fault) {
	for i, c := range in.ContactItem {
		if c.Type == chat.TypeGroup {
			details = append(details, chat.Fault{
				Field:  fmt.Sprintf("ContactItem[%d].ToGroupId", i),
				Reason: "may be the group that was disbanded",
			})
		}
	}
	return details
}

// statusFailure judges an HTTP status that came instead of Chat's answer.
func statusFailure(err *chat.StatusError) *failure {
	f := &failure{retryAfter: err.RetryAfter, cause: err.Error()}
	switch {
	case err.StatusCode == http.StatusTooManyRequests:
		f.code, f.message = CodeRequestLimitExceeded, "Chat asks to slow down"
	case err.Transient():
		f.code, f.message = CodeServiceUnavailable, "Chat has a passing fault"
	default:
		f.code, f.message = CodeFailedOperation, "Chat's answer is not what it documents"
	}
	return f
}
