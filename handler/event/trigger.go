package event

import "github.com/go-json-experiment/json/jsontext"

// parseDirect reads a direct invocation: the event is the request.
func parseDirect(_ members, payload []byte) *Event {
	return &Event{Kind: "direct", Messages: []Message{{Request: payload}}}
}

// parseTimer reads the event of a timer: the request is its Message, which is the
// trigger's argument (https://cloud.tencent.com/document/product/583/9708).
func parseTimer(m members, _ []byte) *Event {
	if text(m["Type"]) != "Timer" {
		return nil
	}
	return &Event{Kind: "timer", Messages: []Message{newMessage(m["Message"])}}
}

// parseQueue reads the event of a queue: the body of each message is a request
// (https://cloud.tencent.com/document/product/583/17530 for CKafka; scf-go-lib,
// events/ckafka.go and events/cmq.go).
func parseQueue(m members, _ []byte) *Event { return parseBatch("queue", m["Records"], queueMessage) }

func queueMessage(record jsontext.Value) Message {
	m, _ := readMembers(record)
	for _, envelope := range []string{"Ckafka", "CMQ"} {
		if inner, ok := readMembers(m[envelope]); ok {
			return newMessage(inner["msgBody"])
		}
	}
	return Message{Invalid: true}
}

// parseEventBridge reads one event of EventBridge, or a list of them. The request
// is its data or, if a connector of a queue made the event, the message body in it
// (https://cloud.tencent.com/document/product/583/59100).
func parseEventBridge(m members, _ []byte) *Event {
	if m["EventList"] == nil {
		return &Event{Kind: "eventbridge", Messages: []Message{eventBridgeMessage(m)}}
	}
	return parseBatch("eventbridge", m["EventList"], func(one jsontext.Value) Message {
		inner, _ := readMembers(one)
		return eventBridgeMessage(inner)
	})
}

func eventBridgeMessage(m members) Message {
	if data, ok := readMembers(m["data"]); ok && data["msgBody"] != nil {
		return newMessage(data["msgBody"])
	}
	return newMessage(m["data"])
}

// parseBatch reads a list of messages, and at most one more than MaxMessages; it
// is nil if list is not an array.
func parseBatch(kind string, list jsontext.Value, parse func(jsontext.Value) Message) *Event {
	e := &Event{Kind: kind, Batch: true}
	ok := eachElement(list, func(one jsontext.Value) bool {
		e.Messages = append(e.Messages, parse(one))
		return len(e.Messages) <= MaxMessages
	})
	if !ok {
		return nil
	}
	return e
}
