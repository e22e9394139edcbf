package handler

import (
	"fmt"
	"strconv"

	"chatmarks/chat"
)

// maxDetails is how many broken rules an answer names one by one.
const maxDetails = 100

// appendFailure appends the answer of a failure.
func appendFailure(b []byte, requestID string, f *failure) []byte {
	b = append(b, `{"requestID":`...)
	b = appendString(b, requestID)
	b = append(b, `,"error":{"code":`...)
	b = appendString(b, string(f.code))
	b = append(b, `,"message":`...)
	b = appendString(b, f.message)
	b = append(b, `,"retryable":`...)
	b = strconv.AppendBool(b, f.retryable())
	b = appendDetails(b, f.details)
	if f.chat != nil {
		b = appendOutcome(b, f.chat)
	}
	return append(b, `}}`...)
}

// appendDetails names the first hundred; a last entry counts the rest.
func appendDetails(b []byte, details []chat.Fault) []byte {
	if len(details) == 0 {
		return b
	}
	if more := len(details) - maxDetails; more > 0 {
		rest := chat.Fault{Reason: fmt.Sprintf("and %d more", more)}
		details = append(details[:maxDetails:maxDetails], rest)
	}
	b = append(b, `,"details":[`...)
	for i, d := range details {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"field":`...)
		b = appendString(b, d.Field)
		b = append(b, `,"reason":`...)
		b = appendString(b, d.Reason)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendOutcome(b []byte, o *chatOutcome) []byte {
	b = append(b, `,"chat":{`...)
	if o.errorCode != 0 {
		b = append(b, `"errorCode":`...)
		b = strconv.AppendInt(b, int64(o.errorCode), 10)
		b = append(b, ',')
	}
	if o.errorInfo != "" {
		b = append(b, `"errorInfo":`...)
		b = appendString(b, o.errorInfo)
		b = append(b, ',')
	}
	b = append(b, `"attempts":`...)
	b = strconv.AppendInt(b, int64(o.attempts), 10)
	return append(b, '}')
}
