package handler

import (
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// maxAnswer is the maximum size of an answer. The platform accepts 6 MB
// (https://cloud.tencent.com/document/product/583/11637).
const maxAnswer = 5 << 20

// appendAnswer appends the normalized answer. It stops with an error as soon as the
// answer is too large.
func appendAnswer(b []byte, requestID, fromAccount string, k *known) ([]byte, error) {
	names := make(map[int64]*string, len(k.groups))
	for _, g := range k.groups {
		names[g.GroupID] = g.GroupName
	}
	b = append(b, `{"requestID":`...)
	b = appendString(b, requestID)
	b = append(b, `,"fromAccount":`...)
	b = appendString(b, fromAccount)
	b = append(b, `,"conversations":[`...)
	n := 0
	for c, result := range k.conversations {
		b = appendComma(b, n)
		n++
		if b = appendConversation(b, c, result, names); len(b) > maxAnswer {
			return nil, errAnswerTooLarge
		}
	}
	b = append(b, `],"groups":[`...)
	for i, g := range k.groups {
		b = appendComma(b, i)
		if b = appendGroup(b, g.GroupID, g.GroupName); len(b) > maxAnswer {
			return nil, errAnswerTooLarge
		}
	}
	return append(b, `]}`...), nil
}

// answerSize estimates the size of an answer: a conversation with a few marks and
// groups needs about 300 bytes.
func answerSize(conversations int) int { return 512 + 320*conversations }

var errAnswerTooLarge = fmt.Errorf("an answer of more than %d bytes", maxAnswer)

// appendConversation appends an entry. The names and values of conversationID, type
// and markList are the same as in the client SDK (@tencentcloud/chat).
func appendConversation(b []byte, c chat.ContactItem, result *chat.ContactResultItem, names map[int64]*string) []byte {
	found := result != nil
	if !found {
		result = &chat.ContactResultItem{}
	}
	if c.Type == chat.TypeC2C {
		b = appendIdentity(b, "C2C", "userID", c.ToAccount)
	} else {
		b = appendIdentity(b, "GROUP", "groupID", c.ToGroupID)
	}
	b = append(b, `,"found":`...)
	b = strconv.AppendBool(b, found)
	b = append(b, `,"standardMark":`...)
	b = appendString(b, result.StandardMark)
	b = appendMarks(b, result.Marks)
	b = append(b, `,"customMark":`...)
	b = appendString(b, result.CustomMark)
	b = append(b, `,"groups":[`...)
	for i, id := range result.ContactGroupID {
		b = appendComma(b, i)
		if b = appendGroup(b, id, names[id]); len(b) > maxAnswer {
			break // one long name can occur any number of times
		}
	}
	b = append(b, `],"updatedAt":`...)
	b = appendTime(b, result.Timestamp)
	return append(b, '}')
}

func appendIdentity(b []byte, kind, key, id string) []byte {
	b = append(b, `{"conversationID":`...)
	b = appendString(b, kind+id)
	b = append(b, `,"type":"`...)
	b = append(b, kind...)
	b = append(b, `","`...)
	b = append(b, key...)
	b = append(b, `":`...)
	return appendString(b, id)
}

func appendMarks(b []byte, m chat.Marks) []byte {
	for i, key := range []string{`,"marks":{"star":`, `,"unread":`, `,"fold":`, `,"hide":`} {
		b = append(b, key...)
		b = strconv.AppendBool(b, m.Has(chat.MarkStar<<i))
	}
	b = append(b, `},"markList":[`...)
	n := 0
	for mark := range m.Each() {
		b = appendComma(b, n)
		b = strconv.AppendUint(b, uint64(mark), 10)
		n++
	}
	return append(b, ']')
}

func appendGroup(b []byte, id int64, name *string) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, id, 10)
	b = append(b, `,"name":`...)
	if name == nil {
		b = append(b, `null`...)
	} else {
		b = appendString(b, *name)
	}
	return append(b, '}')
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, `null`...)
	}
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339)
	return append(b, '"')
}

// appendComma appends a comma before every element of a list but the first.
func appendComma(b []byte, n int) []byte {
	if n > 0 {
		b = append(b, ',')
	}
	return b
}

// appendString appends s as a JSON string. Invalid UTF-8 becomes U+FFFD.
func appendString[T ~string | ~[]byte](b []byte, s T) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// maxDetails is how many broken rules an answer lists.
const maxDetails = 100

// appendFailure appends the answer for a failure.
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

// appendDetails appends the first maxDetails entries. A last entry counts the rest.
func appendDetails(b []byte, details []chat.FieldError) []byte {
	if len(details) == 0 {
		return b
	}
	if more := len(details) - maxDetails; more > 0 {
		rest := chat.FieldError{Reason: fmt.Sprintf("and %d more", more)}
		details = append(details[:maxDetails:maxDetails], rest)
	}
	b = append(b, `,"details":[`...)
	for i, d := range details {
		b = appendComma(b, i)
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
