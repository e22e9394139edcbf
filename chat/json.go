package chat

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// reader reads JSON values and notes the first one that is not what Chat
// documents, then goes on: an ErrorCode may still come, and decides.
type reader struct {
	dec    *jsontext.Decoder
	size   int // of the body
	wrong  string
	made   bool               // the room for the results
	groups map[int64]struct{} // the ids of GroupItem so far
	ids    []int64            // of all ContactGroupId so far, in one piece of memory
}

func (r *reader) note(text string) {
	if r.wrong == "" {
		r.wrong = text
	}
}

// Each of the functions below reads one value. A value of another type is noted
// and skipped; null is no value, as if the field were missing. The error is
// that of a body which is not JSON.

// object reads an object, a field at a time, each given to field by its name.
func (r *reader) object(what string, field func(name []byte) error) error {
	if r.dec.PeekKind() != '{' {
		r.note(what + " is not an object")
		return r.dec.SkipValue()
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for r.dec.PeekKind() != '}' {
		name, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := field(unquote(name)); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// unquote is the name of a field; it lives until the next value is read.
func unquote(quoted jsontext.Value) []byte {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		name, _ = jsontext.AppendUnquote(nil, quoted) // what is not UTF-8 is no documented name
	}
	return name
}

// array reads an array, an element at a time.
func (r *reader) array(name string, element func() error) (given bool, err error) {
	switch r.dec.PeekKind() {
	case 'n':
		return false, r.dec.SkipValue()
	case '[':
	default:
		r.note(name + " is not an array")
		return false, r.dec.SkipValue()
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return false, err
	}
	for r.dec.PeekKind() != ']' {
		if err := element(); err != nil {
			return false, err
		}
	}
	_, err = r.dec.ReadToken()
	return true, err
}

// text reads a string.
func (r *reader) text(name string) (text string, given bool, err error) {
	switch r.dec.PeekKind() {
	case 'n':
		return "", false, r.dec.SkipValue()
	case '"':
		token, err := r.dec.ReadToken()
		if err != nil {
			return "", false, err
		}
		return strings.ToValidUTF8(token.String(), "\uFFFD"), true, nil
	}
	r.note(name + " is not a string")
	return "", false, r.dec.SkipValue()
}

// number reads a number as it is written, nil if there is none. It is valid until
// the next value is read.
func (r *reader) number(name string) (jsontext.Value, error) {
	switch r.dec.PeekKind() {
	case 'n':
		return nil, r.dec.SkipValue()
	case '0':
		return r.dec.ReadValue()
	}
	r.note(name + " is not a number")
	return nil, r.dec.SkipValue()
}

// integer reads a whole number of 64 bits, written without fraction and exponent.
func (r *reader) integer(name string) (n int64, given bool, err error) {
	value, err := r.number(name)
	if err != nil || value == nil {
		return 0, false, err
	}
	n, err = strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		r.note(name + " is not a whole number")
		return 0, false, nil
	}
	return n, true, nil
}
