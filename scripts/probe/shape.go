package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shape is what may be told of the values at one place of a reply.
type shape struct {
	Place string `json:"place"` // as ContactItem[].StandardMark
	Type  string `json:"type"`
	Count int    `json:"count"` // how many values of this type are at the place
	Least int    `json:"least"` // bytes of a string, digits of a number, elements of an array, members of an object
	Most  int    `json:"most"`
}

// units are what the length of a type counts.
var units = map[string]string{"string": "bytes", "number": "digits", "array": "elements", "object": "members"}

func (s shape) String() string {
	length := ""
	if unit := units[s.Type]; unit != "" {
		length = fmt.Sprintf("%d %s", s.Least, unit)
		if s.Least != s.Most {
			length = fmt.Sprintf("%d to %d %s", s.Least, s.Most, unit)
		}
	}
	return strings.TrimRight(fmt.Sprintf("%-40s %4d × %-8s %s", s.Place, s.Count, s.Type, length), " ")
}

// shapes are those of a reply, in its order; of one that is not JSON, as far as it is.
// A key that is in values, or does not look like one of Chat's, is not shown.
func shapes(body []byte, values map[string]bool) []shape {
	w := &walker{dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), values: values, index: map[[2]string]int{}}
	if !w.value("") {
		w.note("", "not JSON", 0)
	}
	return w.shapes
}

type walker struct {
	dec    *jsontext.Decoder
	values map[string]bool
	shapes []shape
	index  map[[2]string]int // in shapes, by place and type
}

// key is what Chat's own look like.
var key = regexp.MustCompile(`^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)*$`)

// name is a key as it may be shown.
func (w *walker) name(of string) string {
	if len(of) <= 40 && key.MatchString(of) && !w.values[of] {
		return of
	}
	return fmt.Sprintf("(a key of %d bytes)", len(of))
}

// value walks over a value, and reports whether it is JSON.
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
	n, end := 0, kind+2 // } follows { by two in ASCII, as ] does [
	for ; w.dec.PeekKind() != end; n++ {
		inner := place + "[]"
		if kind == '{' {
			token, err := w.dec.ReadToken()
			if err != nil {
				return false
			}
			if inner = w.name(token.String()); place != "" {
				inner = place + "." + inner
			}
		}
		if !w.value(inner) {
			return false
		}
	}
	w.shapes[at].length(n)
	_, err := w.dec.ReadToken()
	return err == nil
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

// note counts a value, and says where in shapes.
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

// texts collects the strings of a reply.
func texts(body []byte, into map[string]bool) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return
		}
		// The last read is a key if an even number of tokens was before it in an object.
		if kind, n := dec.StackIndex(dec.StackDepth()); token.Kind() == '"' && (kind != '{' || n%2 == 0) {
			into[token.String()] = true
		}
	}
}
