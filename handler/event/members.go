package event

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// names are the members of events that the package uses. All others are skipped, so an
// object with a million of them needs no memory.
var names = []string{
	"httpMethod", "headers", "requestContext", "path", "queryString", "body", "isBase64Encoded", "requestId", "sourceIp",
	"payload", "From_Account", "Type", "Message", "Records", "Ckafka", "CMQ", "msgBody", "specversion", "EventList", "data",
}

// members maps the names of a JSON object to its values, which alias the text.
type members map[string]jsontext.Value

// readMembers reads an object. The last value of a repeated name counts. ok is false if
// the text is not a valid object. m then has the members before the error; the member
// with the error is null.
func readMembers(object []byte) (m members, ok bool) {
	m = members{}
	ok = eachMember(object, func(name []byte, value jsontext.Value) {
		if i := slices.Index(names, string(name)); i >= 0 {
			m[names[i]] = value
		}
	})
	return m, ok
}

// decoder reads a JSON text and returns its values as slices of the text.
type decoder struct {
	*jsontext.Decoder
	text []byte
}

// newDecoder returns a decoder that accepts repeated names and invalid UTF-8. Invalid
// UTF-8 in a body is the caller's fault and does not make the event invalid.
func newDecoder(text []byte) decoder {
	return decoder{jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), text}
}

// value reads a value and returns its slice of the text, because the result of
// ReadValue is valid only until the next call.
func (d decoder) value() (jsontext.Value, error) {
	value, err := d.ReadValue()
	end := int(d.InputOffset())
	return d.text[end-len(value) : end : end], err
}

// eachMember calls member for each member of an object. It reports whether text is
// exactly one valid object.
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

// eachElement calls element for each element of an array until element returns false.
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

// text returns the content of a JSON string, or "" for any other value.
func text(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	content, _ := unquote(value)
	return string(content)
}

// unquote returns the content of a JSON string, which aliases quoted if possible. If
// quoted is not UTF-8, ok is false and U+FFFD replaces the invalid bytes.
func unquote(quoted jsontext.Value) (content []byte, ok bool) {
	ok = utf8.Valid(quoted)
	if ok && bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], true
	}
	content, err := jsontext.AppendUnquote(nil, quoted)
	return content, ok && err == nil
}

// content returns the content of a string, or the value itself if the platform sent the
// JSON without wrapping it in a string. ok is false if a string is not UTF-8; the data
// then has about the original length.
func content(value jsontext.Value) (data []byte, ok bool) {
	switch value.Kind() {
	case '"':
		return unquote(value)
	case 'n':
		return nil, true
	}
	return value, true
}

// isTrue reports whether a value is true or "true", which CLB sends.
func isTrue(value jsontext.Value) bool { return string(value) == "true" || text(value) == "true" }
