package handler

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// requestDecoder reads a request and collects the rules that it breaks.
type requestDecoder struct {
	body   []byte
	dec    *jsontext.Decoder
	err    error // the text is not JSON; reading stops at the first error
	faults []chat.FieldError
}

// topLevel is the place of the members of the request itself. Any other place is the
// index of a conversation.
const topLevel = -1

func (d *requestDecoder) fault(place int, field, reason string) {
	if place != topLevel {
		field = fmt.Sprintf("ContactItem[%d].%s", place, field)
	}
	d.faults = append(d.faults, chat.FieldError{Field: field, Reason: reason})
}

// value reads a value. The result aliases the body.
func (d *requestDecoder) value() jsontext.Value {
	if d.err != nil {
		return nil
	}
	value, err := d.dec.ReadValue()
	d.err = err
	end := int(d.dec.InputOffset())
	return d.body[end-len(value) : end : end]
}

// more reports whether the object or array has another member or element. If not, it
// reads the closing bracket.
func (d *requestDecoder) more(end jsontext.Kind) bool {
	if d.err == nil && d.dec.PeekKind() == end {
		_, d.err = d.dec.ReadToken()
		return false
	}
	return d.err == nil
}

// members reads an object and yields the name of each known member once. The body of
// the loop must read the value. An unknown or repeated name is a fault. The first value
// of a repeated name counts.
func (d *requestDecoder) members(place int, known []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		seen := 0
		_, d.err = d.dec.ReadToken()
		for d.more('}') {
			name := d.name(known)
			i := slices.Index(known, name)
			switch {
			case d.err != nil:
			case i < 0:
				d.fault(place, shorten(name), "unknown name")
				d.value()
			case seen&(1<<i) != 0:
				d.fault(place, name, "repeated name")
				d.value()
			default:
				seen |= 1 << i
				if !yield(name) {
					return
				}
			}
		}
	}
}

// name reads the name of a member. It allocates nothing for a known name.
func (d *requestDecoder) name(known []string) string {
	quoted := d.value()
	if d.err != nil {
		return ""
	}
	for _, name := range known {
		if string(quoted[1:len(quoted)-1]) == name {
			return name
		}
	}
	return unquote(quoted)
}

func unquote(quoted jsontext.Value) string {
	content, _ := jsontext.AppendUnquote(nil, quoted) // valid, because the decoder has read it
	return string(content)
}

// text returns the content of a string. If the value has another type, text adds a fault
// and ok is false.
func (d *requestDecoder) text(place int, field string, value jsontext.Value) (content string, ok bool) {
	switch {
	case value == nil:
		return "", true
	case value.Kind() != '"':
		d.fault(place, field, "must be a string")
		return "", false
	}
	if inside := value[1 : len(value)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return string(inside), true
	}
	return unquote(value), true
}

// shorten cuts a name from the request to 64 bytes. It returns two quotes for an empty
// name.
func shorten(name string) string {
	const limit = 64
	if name == "" {
		return `""`
	}
	if len(name) <= limit {
		return name
	}
	n := limit
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n] + "…"
}
