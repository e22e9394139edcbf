package event

import "github.com/go-json-experiment/json/jsontext"

func newMessage(value jsontext.Value) Message {
	request, ok := content(value)
	return Message{Request: request, Invalid: !ok || len(value) == 0}
}

// queueMessage reads a message of a queue. The message body is the request
// (https://cloud.tencent.com/document/product/583/17530 for CKafka; scf-go-lib,
// events/ckafka.go and events/cmq.go).
func queueMessage(record jsontext.Value) Message {
	m, _ := readMembers(record)
	for _, envelope := range []string{"Ckafka", "CMQ"} {
		if inner, ok := readMembers(m[envelope]); ok {
			return newMessage(inner["msgBody"])
		}
	}
	return Message{Invalid: true}
}

// eventBridgeMessage reads an event of EventBridge. The request is its data or, if the
// connector of a queue made the event, the message body in its data
// (https://cloud.tencent.com/document/product/583/59100).
func eventBridgeMessage(event jsontext.Value) Message {
	m, _ := readMembers(event)
	if data, ok := readMembers(m["data"]); ok && data["msgBody"] != nil {
		return newMessage(data["msgBody"])
	}
	return newMessage(m["data"])
}

// isList reports whether a value is an array or null, which counts as an empty array.
func isList(value jsontext.Value) bool { return value.Kind() == '[' || value.Kind() == 'n' }

// parseBatch reads a list of messages. It stops at MaxMessages + 1.
func parseBatch(kind string, list jsontext.Value, parse func(jsontext.Value) Message) *Event {
	e := &Event{Kind: kind, Batch: true}
	eachElement(list, func(one jsontext.Value) bool {
		e.Messages = append(e.Messages, parse(one))
		return len(e.Messages) <= MaxMessages
	})
	return e
}
