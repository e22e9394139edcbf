// Package event reads and writes the platform's JSON: [Parse] parses an event, and
// [Response.Envelope] encodes an HTTP answer. The package does not depend on Chat, on
// the settings, or on the authentication of callers.
//
// For safety, an event with any member of an HTTP event is always HTTP, regardless of
// its other members. So it is never trusted.
package event

import (
	"net/http"
	"net/url"
)

// Event is the event of an invocation. It contains an HTTP request, or messages that
// came through the platform's own permissions, or neither if its form is unknown.
type Event struct {
	Kind     string    // for the log: url, apigw, clb, direct, timer, queue, eventbridge or unknown
	HTTP     *HTTP     // nil if the event is not HTTP
	Batch    bool      // there may be any number of Messages, and each gets a result
	Messages []Message // exactly one unless Batch; at most MaxMessages + 1
}

// HTTP is an HTTP request that a gateway sent as an event.
type HTTP struct {
	Method    string
	URL       *url.URL
	Header    http.Header
	Body      []byte // decoded; incomplete if BodyErr is not nil
	BodyErr   error
	ClientIP  string // from the gateway, with or without a port; empty if there is none or a client could have set it
	GatewayID string // the gateway's id of the request; empty if it has none
}

// Message is a request inside an event.
type Message struct {
	Request []byte
	Invalid bool // the request is missing or not UTF-8
}

// MaxMessages is the maximum number of messages of a batch. That many results of 256
// bytes fill an answer of 5 MiB.
const MaxMessages = 20_480

// Parse recognizes an event by its members. It accepts any payload. If the payload is
// not valid JSON, for example because a client nested its JSON too deep, the event is
// HTTP or unknown.
func Parse(payload []byte) *Event {
	m, ok := readMembers(payload)
	switch {
	case m["httpMethod"] != nil, m["headers"] != nil, m["requestContext"] != nil, m["payload"] != nil:
		return parseHTTP(m)
	case !ok:
	case m["From_Account"] != nil:
		return &Event{Kind: "direct", Messages: []Message{{Request: payload}}}
	case text(m["Type"]) == "Timer":
		// The request is the trigger's argument
		// (https://cloud.tencent.com/document/product/583/9708).
		return &Event{Kind: "timer", Messages: []Message{newMessage(m["Message"])}}
	case isList(m["Records"]):
		return parseBatch("queue", m["Records"], queueMessage)
	case isList(m["EventList"]):
		return parseBatch("eventbridge", m["EventList"], eventBridgeMessage)
	case m["specversion"] != nil && m["EventList"] == nil:
		return &Event{Kind: "eventbridge", Messages: []Message{eventBridgeMessage(payload)}}
	}
	return &Event{Kind: "unknown"}
}
