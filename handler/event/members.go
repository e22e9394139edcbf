package event

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// names are the members of events that anything reads. All others are skipped, so
// an object with a million of them needs no memory.
var names = []string{
	"httpMethod", "headers", "requestContext", "path", "queryString", "body", "isBase64Encoded", "requestId", "sourceIp",
	"payload", "From_Account", "Type", "Message", "Records", "Ckafka", "CMQ", "msgBody", "specversion", "EventList", "data",
}

// members are the values of a JSON object by name. They alias its text.
type members map[string]jsontext.Value

// readMembers reads an object. Of a repeated name the last value counts. ok is
// false if text is not an object; the members before the error are returned, the
// one with the error as null.
func readMembers(object []byte) (m members, ok bool) {
	m = members{}
	ok = eachMember(object, func(name []byte, value jsontext.Value) {
		if i := slices.Index(names, string(name)); i >= 0 {
			m[names[i]] = value
		}
	})
	return m, ok
}

// decoder reads a JSON text and returns its values where they are in the text.
type decoder struct {
	*jsontext.Decoder
	text []byte
}

// newDecoder accepts repeated names, and invalid UTF-8: in a body, that is the
// caller's fault, and the event is an event all the same.
func newDecoder(text []byte) decoder {
	return decoder{jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), text}
}

// value reads a value and returns the part of the text that it is: what the
// decoder returns is valid only until the next call.
func (d decoder) value() (jsontext.Value, error) {
	value, err := d.ReadValue()
	end := int(d.InputOffset())
	return d.text[end-len(value) : end : end], err
}

// eachMember reads an object, a member at a time. It reports whether text is one,
// and nothing after it.
func eachMember(text []byte, member func(name []byte, value jsontext.Value)) bool {
	d := newDecoder(text)
	if d.PeekKind() != '{' {
		return false
	}
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	for d.PeekKind() != '}' {
		quoted, err := d.value()
		if err != nil {
			return false
		}
		name, _ := unquote(quoted)
		value, err := d.value()
		if err != nil {
			member(name, jsontext.Value("null"))
			return false
		}
		member(name, value)
	}
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	_, err := d.ReadToken()
	return err == io.EOF
}

// eachElement reads an array, an element at a time, until one wants no more.
func eachElement(array jsontext.Value, element func(jsontext.Value) (more bool)) {
	d := newDecoder(array)
	if d.PeekKind() != '[' {
		return
	}
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != ']' {
		var value jsontext.Value
		if value, err = d.value(); err == nil && !element(value) {
			return
		}
	}
}

// text is the content of a JSON string, empty for any other value.
func text(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	content, _ := unquote(value)
	return string(content)
}

// unquote is the content of a JSON string, which it aliases if it can. If that is
// not UTF-8, ok is false, and U+FFFD replaces what is not.
func unquote(quoted jsontext.Value) (content []byte, ok bool) {
	ok = utf8.Valid(quoted)
	if ok && bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], true
	}
	content, err := jsontext.AppendUnquote(nil, quoted)
	return content, ok && err == nil
}

// content is the JSON that a value carries: that in a string, or the value itself
// if the platform did not wrap it. ok is false if a string is not UTF-8; the data
// is then about as long as it was.
func content(value jsontext.Value) (data []byte, ok bool) {
	switch value.Kind() {
	case '"':
		return unquote(value)
	case 'n':
		return nil, true
	}
	return value, true
}

// isTrue accepts true and "true": CLB sends a string.
func isTrue(value jsontext.Value) bool { return string(value) == "true" || text(value) == "true" }
