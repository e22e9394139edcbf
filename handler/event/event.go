// Package event is the platform's JSON, both ways: [Parse] makes plain data of the
// bytes of an event, and [Response.Envelope] makes the bytes of an HTTP answer.
// It knows nothing of Chat, of settings, or of who may ask.
//
// One rule of safety is this package's own: an event with any member of an HTTP
// event is HTTP, whatever else it contains, and so is never trusted.
package event

import (
	"net/http"
	"net/url"
)

// Event is what an invocation brings: an HTTP request, or messages that came
// through the platform's own permissions; neither if it has no known form.
type Event struct {
	Kind     string    // for the log: url, apigw, clb, direct, timer, queue, eventbridge or unknown
	HTTP     *HTTP     // nil if the event is not HTTP
	Batch    bool      // Messages may be any number, each with a result of its own
	Messages []Message // one unless Batch; at most MaxMessages + 1
}

// HTTP is an HTTP request that a gateway passed on.
type HTTP struct {
	Method    string
	URL       *url.URL
	Header    http.Header
	Body      []byte // decoded; as far as it could be read if BodyErr is not nil
	BodyErr   error
	ClientIP  string // as the gateway states it, with or without a port; empty if it does not, or a client could have set it
	GatewayID string // the gateway's id of the request; empty if it has none
}

// Message is a request inside an event.
type Message struct {
	Request []byte
	Invalid bool // it is missing, or not UTF-8
}

// MaxMessages is the most messages of a batch that are read: so many results of
// 256 bytes fill an answer of 5 MiB.
const MaxMessages = 20_480

// Parse recognizes an event by its members. It accepts any payload. If the payload
// is not JSON to its end, as with a client's JSON nested too deep, it is HTTP or
// unknown.
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
