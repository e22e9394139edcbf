package handler

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// fields are members of a JSON object. They alias its text.
type fields []field

type field struct {
	name  string
	value jsontext.Value
}

// get is the value of a name, nil where it is missing.
func (f fields) get(name string) jsontext.Value {
	for _, one := range f {
		if one.name == name {
			return one.value
		}
	}
	return nil
}

// set keeps a value. Of a name that stands there twice, the last one counts.
func (f *fields) set(name string, value jsontext.Value) {
	for i, one := range *f {
		if one.name == name {
			(*f)[i].value = value
			return
		}
	}
	*f = append(*f, field{name, value})
}

// eventNames are the names that anything is read of, in the order of how often.
var eventNames = []string{
	"httpMethod", "headers", "requestContext", "path", "queryString", "body", "isBase64Encoded", "requestId", "sourceIp",
	"payload", "From_Account", "Type", "Message", "Records", "Ckafka", "CMQ", "msgBody", "specversion", "EventList", "data",
}

// objectFields reads the fields of a JSON object that an event has; an object of
// a million others needs no memory for them. It is not ok where that fails, and
// gives the names before the failure, that of the value that failed with null.
func objectFields(object []byte) (f fields, ok bool) {
	f = make(fields, 0, 10)
	ok = members(object, func(name []byte, value jsontext.Value) {
		if i := slices.Index(eventNames, string(name)); i >= 0 {
			f.set(eventNames[i], value)
		}
	})
	return f, ok
}

// decoder reads what the platform made: a name may stand there twice, and
// invalid UTF-8 is let through: where it stands in a body, that is the caller's
// fault, and the event is one nevertheless.
type decoder struct {
	jsontext.Decoder
	text bytes.Buffer
}

// decoders are kept: an event takes half a dozen, and each its stacks and tables.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

func newDecoder(text []byte) *decoder {
	d := decoders.Get().(*decoder)
	d.reset(text)
	return d
}

// done gives the decoder back, without the text.
func (d *decoder) done() {
	d.reset(nil)
	decoders.Put(d)
}

func (d *decoder) reset(text []byte) {
	d.text = *bytes.NewBuffer(text)
	d.Reset(&d.text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// members reads a JSON object, a member at a time. It reports whether text is
// one, and nothing else.
func members(text []byte, member func(name []byte, value jsontext.Value)) bool {
	dec := newDecoder(text)
	defer dec.done()
	if dec.PeekKind() != '{' {
		return false
	}
	if _, err := dec.ReadToken(); err != nil {
		return false
	}
	for dec.PeekKind() != '}' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return false
		}
		name, _ := unquote(dec.alias(text, quoted))
		value, err := dec.ReadValue()
		if err != nil {
			member(name, jsontext.Value("null"))
			return false
		}
		member(name, dec.alias(text, value))
	}
	if _, err := dec.ReadToken(); err != nil {
		return false
	}
	_, err := dec.ReadToken()
	return err == io.EOF
}

// alias is the value just read, where it stands in the text: the decoder may
// use its own buffer again.
func (d *decoder) alias(text []byte, value jsontext.Value) jsontext.Value {
	end := int(d.InputOffset())
	return text[end-len(value) : end : end]
}

// elements reads a JSON array, an element at a time, until one wants no more;
// null is an empty one. It reports whether array is one.
func elements(array jsontext.Value, element func(jsontext.Value) (more bool)) bool {
	dec := newDecoder(array)
	defer dec.done()
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
		if !element(dec.alias(array, value)) {
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
	content, _ := unquote(value)
	return string(content)
}

// unquote is the content of a JSON string, which it aliases where it can. It is
// not ok where that is not UTF-8; what is not becomes U+FFFD.
func unquote(quoted jsontext.Value) (content []byte, ok bool) {
	ok = utf8.Valid(quoted)
	if ok && bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], true
	}
	content, err := jsontext.AppendUnquote(nil, quoted)
	return content, ok && err == nil
}

// eachText reads a value that can be there several times. What is neither a
// string nor a number is there, but empty.
func eachText(value jsontext.Value, add func(string)) {
	switch value.Kind() {
	case '[':
		elements(value, func(one jsontext.Value) bool {
			add(text(one))
			return true
		})
	case '0':
		add(string(value))
	default:
		add(text(value))
	}
}

// content is the JSON that a value carries: that in a string, or the value
// itself where the platform did not wrap it. It is not ok where a string is not
// UTF-8; the data is then about as long as it was.
func content(value jsontext.Value) (data []byte, ok bool) {
	switch value.Kind() {
	case '"':
		return unquote(value)
	case 'n':
		return nil, true
	}
	return value, true
}

// isTrue takes true and "true": CLB sends a string.
func isTrue(value jsontext.Value) bool { return string(value) == "true" || text(value) == "true" }
