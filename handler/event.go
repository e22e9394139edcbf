package handler

import (
	"context"
	"slices"
)

// event is what an invocation brings.
type event interface {
	kind() string // for the log
	answer(ctx context.Context, i *invocation) ([]byte, error)
}

// shapes are the forms of events; the first that fits decides. Anything that
// looks like HTTP comes first: it is never trusted, whatever else it holds.
var shapes = []struct {
	names  []string // one of them is there
	decode func(f fields, payload []byte) event
}{
	{[]string{"httpMethod", "headers", "requestContext", "payload"}, gateway},
	{[]string{"From_Account"}, direct},
	{[]string{"Type"}, timer},
	{[]string{"Records"}, queue},
	{[]string{"specversion", "EventList"}, bridge},
}

// recognize tells by its shape which event a payload is. It takes any payload.
// One that cannot be read to its end, as where a client nested its JSON too
// deep, is HTTP or nothing.
func recognize(payload []byte) event {
	f, ok := objectFields(payload)
	known := shapes
	if !ok {
		known = shapes[:1]
	}
	for _, s := range known {
		if !slices.ContainsFunc(s.names, func(name string) bool { return f.get(name) != nil }) {
			continue
		}
		if e := s.decode(f, payload); e != nil {
			return e
		}
	}
	return unknownEvent{}
}

// unknownEvent is none of the forms, as the console's test template is.
type unknownEvent struct{}

func (unknownEvent) kind() string { return "unknown" }

func (unknownEvent) answer(_ context.Context, i *invocation) ([]byte, error) {
	i.configure()
	return i.giveBack(nil, malformed("the event is none of those that this function takes: "+
		"an HTTP event (httpMethod, or headers and payload), a direct request (From_Account and ContactItem), "+
		`a timer ("Type":"Timer", the request in Message), a queue (Records, the request in each message body), `+
		"EventBridge (specversion or EventList, the request in data)"))
}
