package handler

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// fields are the values of a JSON object by their names. They alias its text.
type fields map[string]jsontext.Value

// objectFields reads the fields of a JSON object; of a name that stands there
// twice, the last one. It is not ok where that fails, and gives the names before
// the failure, that of the value that failed with null.
func objectFields(object []byte) (f fields, ok bool) {
	f = fields{}
	ok = members(object, func(name string, value jsontext.Value) { f[name] = value })
	return f, ok
}

// newDecoder reads what the platform made: a name may stand there twice, and
// invalid UTF-8 is let through: where it stands in a body, that is the caller's
// fault, and the event is one nevertheless.
func newDecoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// members reads a JSON object, a member at a time. It reports whether text is
// one, and nothing else.
func members(text []byte, member func(name string, value jsontext.Value)) bool {
	dec := newDecoder(text)
	if dec.PeekKind() != '{' {
		return false
	}
	if _, err := dec.ReadToken(); err != nil {
		return false
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return false
		}
		name := token.String()
		value, err := dec.ReadValue()
		if err != nil {
			member(name, jsontext.Value("null"))
			return false
		}
		member(name, alias(text, dec, value))
	}
	if _, err := dec.ReadToken(); err != nil {
		return false
	}
	_, err := dec.ReadToken()
	return err == io.EOF
}

// alias is the value just read, where it stands in the text: the decoder may
// use its own buffer again.
func alias(text []byte, dec *jsontext.Decoder, value jsontext.Value) jsontext.Value {
	end := int(dec.InputOffset())
	return text[end-len(value) : end : end]
}

// elements reads a JSON array, an element at a time, until one wants no more;
// null is an empty one. It reports whether array is one.
func elements(array jsontext.Value, element func(jsontext.Value) (more bool)) bool {
	dec := newDecoder(array)
	if kind := dec.PeekKind(); kind != '[' {
		return kind == 'n'
	}
	if _, err := dec.ReadToken(); err != nil {
		return false
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return false
		}
		if !element(alias(array, dec, value)) {
			break
		}
	}
	return true
}

// text is the content of a JSON string, empty for any other value.
func text(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	content, _ := jsontext.AppendUnquote(nil, value) // invalid UTF-8 becomes U+FFFD
	return string(content)
}

// texts reads a value that can be there several times. What is neither a string
// nor a number is there, but empty.
func texts(value jsontext.Value) []string {
	switch value.Kind() {
	case '[':
		var all []string
		elements(value, func(one jsontext.Value) bool {
			all = append(all, text(one))
			return true
		})
		return all
	case '0':
		return []string{string(value)}
	}
	return []string{text(value)}
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
