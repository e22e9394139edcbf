package handler

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"
)

// RetryableError is a failure that the platform should repeat. Its text is the
// JSON that the function answers to others.
type RetryableError struct{ answer []byte }

func (e *RetryableError) Error() string { return string(e.answer) }

// trustedEvent is an event with one request that reached the function through
// the platform's own permissions.
type trustedEvent struct {
	name    string
	message message
}

func (e *trustedEvent) kind() string { return e.name }

// direct is the request itself.
func direct(_ fields, payload []byte) event {
	return &trustedEvent{name: "direct", message: message{request: payload}}
}

// timer carries the request as its Message, which is the CustomArgument of the
// trigger (https://cloud.tencent.com/document/product/583/9708).
func timer(f fields, _ []byte) event {
	if text(f.get("Type")) != "Timer" {
		return nil
	}
	return &trustedEvent{name: "timer", message: newMessage(f.get("Message"))}
}

func (e *trustedEvent) answer(ctx context.Context, i *invocation) ([]byte, error) {
	return i.giveBack(i.configure().answerTrusted(ctx, &i.record, e.message))
}

// message is the text of a request inside an event.
type message struct {
	request []byte
	broken  bool // it is not UTF-8, or not there
}

// giveBack is the answer to an event with one request.
func (i *invocation) giveBack(answer []byte, f *failure) ([]byte, error) {
	if f != nil {
		i.record.fail(f)
		answer = appendFailure(nil, i.record.requestID, f)
	}
	i.log(&i.record)
	if f != nil && f.retryable() {
		return nil, &RetryableError{answer: answer}
	}
	return answer, nil
}

// queue carries a request in the body of each message
// (https://cloud.tencent.com/document/product/583/17530 for CKafka; scf-go-lib,
// events/ckafka.go and events/cmq.go).
func queue(f fields, _ []byte) event { return newBatch("queue", f.get("Records"), queueMessage) }

func queueMessage(record jsontext.Value) message {
	f, _ := objectFields(record)
	for _, envelope := range []string{"Ckafka", "CMQ"} {
		if inner, ok := objectFields(f.get(envelope)); ok {
			return newMessage(inner.get("msgBody"))
		}
	}
	return message{broken: true}
}

// bridge carries the request as data, or, where a connector of a queue made the
// event, as the message body in it
// (https://cloud.tencent.com/document/product/583/59100).
func bridge(f fields, _ []byte) event {
	if f.get("EventList") == nil {
		return &trustedEvent{name: "eventbridge", message: bridgeMessage(f)}
	}
	return newBatch("eventbridge", f.get("EventList"), func(one jsontext.Value) message {
		inner, _ := objectFields(one)
		return bridgeMessage(inner)
	})
}

func bridgeMessage(f fields) message {
	if data, ok := objectFields(f.get("data")); ok && data.get("msgBody") != nil {
		return newMessage(data.get("msgBody"))
	}
	return newMessage(f.get("data"))
}

func newMessage(value jsontext.Value) message {
	request, ok := content(value)
	return message{request: request, broken: !ok}
}
