package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shape describes the values at one place of a reply, without showing them.
type shape struct {
	Place string `json:"place"` // such as ContactItem[].StandardMark; empty for the whole reply
	Type  string `json:"type"`
	Count int    `json:"count"` // number of values of this type at the place
	Least int    `json:"least"` // bytes of a string, digits of a number, elements of an array, members of an object
	Most  int    `json:"most"`
}

// units has the unit of length of each type.
var units = map[string]string{"string": "bytes", "number": "digits", "array": "elements", "object": "members"}

func (s shape) String() string {
	length := ""
	if unit := units[s.Type]; unit != "" {
		length = fmt.Sprintf("%d %s", s.Least, unit)
		if s.Least != s.Most {
			length = fmt.Sprintf("%d to %d %s", s.Least, s.Most, unit)
		}
	}
	return strings.TrimRight(fmt.Sprintf("%-40s %4d × %-8s %s", cmp.Or(s.Place, "the reply"), s.Count, s.Type, length), " ")
}

// shapes returns the shapes of a reply, in its order. If a reply is not JSON, it returns
// those of the part that is.
func shapes(body []byte) []shape {
	w := &walker{dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), index: map[[2]string]int{}}
	if !w.value("") {
		w.note("", "not JSON", 0)
	}
	return w.shapes
}

type walker struct {
	dec    *jsontext.Decoder
	shapes []shape
	index  map[[2]string]int // in shapes, by place and type
}

// names are the keys on the vendor's pages, and two more from the public reply of
// get_contact_group. Any other key could be somebody's id.
var names = []string{
	"ActionStatus", "ErrorCode", "ErrorInfo", "ErrorDisplay",
	"ContactResultItem", "ContactItem", "GroupItem", "CompleteFlag", "NextStartIndex", "CompleteTime",
	"Type", "To_Account", "ToGroupId", "StandardMark", "CustomMark", "ContactGroupId", "Timestamp", "ResultCode", "ResultInfo",
	"GroupId", "GroupName",
}

// name returns a key in a form that may be shown.
func name(of string) string {
	if slices.Contains(names, of) {
		return of
	}
	return fmt.Sprintf("(a key of %d bytes)", len(of))
}

// value reads a value and reports whether it is JSON.
func (w *walker) value(place string) bool {
	kind := w.dec.PeekKind()
	if kind != '{' && kind != '[' {
		v, err := w.dec.ReadValue()
		if err == nil {
			w.scalar(place, v)
		}
		return err == nil
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return false
	}
	at := w.note(place, map[jsontext.Kind]string{'{': "object", '[': "array"}[kind], -1)
	n, end, ok := 0, kind+2, true // } follows { by two in ASCII, as ] does [
	for w.dec.PeekKind() != end {
		if ok = w.member(place, kind); !ok {
			break
		}
		n++
	}
	w.shapes[at].length(n) // of a truncated value, the elements so far
	if ok {
		_, err := w.dec.ReadToken()
		ok = err == nil
	}
	return ok
}

// member reads the next member of an object, or the next element of an array.
func (w *walker) member(place string, kind jsontext.Kind) bool {
	if kind == '[' {
		return w.value(place + "[]")
	}
	token, err := w.dec.ReadToken()
	if err != nil {
		return false
	}
	inner := name(token.String())
	if place != "" {
		inner = place + "." + inner
	}
	return w.value(inner)
}

func (w *walker) scalar(place string, v jsontext.Value) {
	switch v.Kind() {
	case '"':
		text, _ := jsontext.AppendUnquote(nil, v)
		w.shapes[w.note(place, "string", -1)].length(len(text))
	case '0':
		w.shapes[w.note(place, "number", -1)].length(len(v))
	case 'n':
		w.note(place, "null", 0)
	default:
		w.note(place, "boolean", 0)
	}
}

// note counts a value and returns its index in shapes.
func (w *walker) note(place, kind string, length int) int {
	i, known := w.index[[2]string{place, kind}]
	if !known {
		i = len(w.shapes)
		w.index[[2]string{place, kind}] = i
		w.shapes = append(w.shapes, shape{Place: place, Type: kind, Least: length, Most: length})
	}
	w.shapes[i].Count++
	return i
}

func (s *shape) length(n int) {
	if s.Least < 0 || n < s.Least {
		s.Least = n
	}
	s.Most = max(s.Most, n)
}
