package handler

import (
	"bytes"
	"context"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// event is what an invocation brings.
type event interface {
	kind() string // for the log
	answer(ctx context.Context, i *invocation) ([]byte, error)
}

// fields are top-level values of an event. They alias the payload.
type fields map[string]jsontext.Value

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
		if !slices.ContainsFunc(s.names, func(name string) bool { return f[name] != nil }) {
			continue
		}
		if e := s.decode(f, payload); e != nil {
			return e
		}
	}
	return unknownEvent{}
}

// objectFields reads the fields of a JSON object; of a name that stands there
// twice, the last one. It is not ok where that fails, and gives the names before
// the failure. Invalid UTF-8 is let through: where it stands in a body,
// that is the caller's fault, and the event is one nevertheless.
func objectFields(object []byte) (fields, bool) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if dec.PeekKind() != '{' {
		return nil, false
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, false
	}
	f := fields{}
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return f, false
		}
		key := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			f[key] = jsontext.Value("null")
			return f, false
		}
		// The decoder may use its buffer again, the payload is ours.
		end := int(dec.InputOffset())
		f[key] = object[end-len(value) : end : end]
	}
	if _, err := dec.ReadToken(); err != nil {
		return f, false
	}
	_, err := dec.ReadToken()
	return f, err == io.EOF
}

// elements reads the elements of a JSON array; null is an empty one.
func elements(array jsontext.Value) (values []jsontext.Value, ok bool) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(array), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if kind := dec.PeekKind(); kind != '[' {
		return nil, kind == 'n'
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, false
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return nil, false
		}
		end := int(dec.InputOffset())
		values = append(values, array[end-len(value):end:end])
	}
	return values, true
}

// text is the content of a JSON string, empty for any other value.
func text(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	content, _ := jsontext.AppendUnquote(nil, value) // invalid UTF-8 becomes U+FFFD
	return string(content)
}

// content is the JSON that a value carries: that in a string, or the value
// itself where the platform did not wrap it. It is not ok where a string is not
// UTF-8; the data is then about as long as it was.
func content(value jsontext.Value) (data []byte, ok bool) {
	switch value.Kind() {
	case '"':
		data, err := jsontext.AppendUnquote(nil, value)
		return data, err == nil && utf8.Valid(value)
	case 'n':
		return nil, true
	}
	return value, true
}

// isTrue takes true and "true": CLB sends a string.
func isTrue(value jsontext.Value) bool { return string(value) == "true" || text(value) == "true" }

// unknownEvent is none of the forms, as the console's test template is.
type unknownEvent struct{}

func (unknownEvent) kind() string { return "unknown" }

func (unknownEvent) answer(_ context.Context, i *invocation) ([]byte, error) {
	return i.giveBack(nil, malformed("the event is none of those that this function takes: "+
		"an HTTP event (httpMethod, or headers and payload), a direct request (From_Account and ContactItem), "+
		`a timer ("Type":"Timer", the request in Message), a queue (Records, the request in each message body), `+
		"EventBridge (specversion or EventList, the request in data)"))
}
