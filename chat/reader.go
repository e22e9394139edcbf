package chat

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// reader reads a reply. It notes the first undocumented thing and continues, because
// an ErrorCode may follow and takes precedence. It accepts repeated names (the last one
// wins), invalid UTF-8 (a custom mark may contain it) and unknown fields (the vendor
// may add some). It does not decode into structs with go-json-experiment/json: that
// would make a whole call of 300 conversations a tenth slower and add 190 KB zipped.
type reader struct {
	dec    *jsontext.Decoder
	err    error  // the reply is not JSON; nothing is read after it
	wrong  string // the first undocumented thing
	status string
	code   int64
	info   string
	coded  bool    // the reply has an ErrorCode
	ids    []int64 // of all results, in one array

	nameless bool // a result has an unknown Type or no ID
}

func newReader(body []byte) *reader {
	return &reader{dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
}

// head reads the value of a field that every reply has. It skips any other value.
func (r *reader) head(name []byte) {
	switch string(name) {
	case "ActionStatus":
		r.status = r.text("ActionStatus")
	case "ErrorCode":
		r.coded = r.dec.PeekKind() == '0'
		r.code = r.integer("ErrorCode")
	case "ErrorInfo":
		r.info = r.text("ErrorInfo")
	default:
		r.value()
	}
}

// verdict returns an [*APIError] for any JSON reply with an ErrorCode other than 0,
// and a [*smithy.DeserializationError] for any other undocumented reply.
func (r *reader) verdict() error {
	if r.err == nil {
		if _, err := r.dec.ReadToken(); err != io.EOF {
			r.err = errors.New("more after the reply")
		}
	}
	switch {
	case r.err != nil:
		return undocumented("an answer that is not JSON")
	case r.code != 0:
		return &APIError{Code: int(r.code), Info: r.info}
	case r.wrong != "":
		return undocumented("%s", r.wrong)
	case !r.coded:
		return undocumented("an answer without ErrorCode")
	case r.status != "OK" && r.status != "": // real replies omit it
		return undocumented("an ActionStatus other than OK with ErrorCode 0")
	}
	return nil
}

func (r *reader) note(what string) {
	if r.wrong == "" {
		r.wrong = what
	}
}

// value reads a value. The result is valid until the next value is read.
func (r *reader) value() (v jsontext.Value) {
	if r.err == nil {
		v, r.err = r.dec.ReadValue()
	}
	return v
}

// is reports whether the next value has the given kind. It skips a value of another
// kind and notes it, except null, which counts as missing.
func (r *reader) is(kind jsontext.Kind, name string) bool {
	next := r.dec.PeekKind()
	if r.err == nil && next == kind {
		return true
	}
	if next != 'n' {
		r.note(name + " has a wrong JSON type")
	}
	r.value()
	return false
}

// open reads the first token of an object or array. It returns false if the next
// value is something else.
func (r *reader) open(kind jsontext.Kind, name string) bool {
	if !r.is(kind, name) {
		return false
	}
	_, r.err = r.dec.ReadToken()
	return true
}

// more reports whether an object or array has another member or element. If so, the
// caller must read it; if not, more reads the closing token. more notes null elements.
func (r *reader) more(end jsontext.Kind) bool {
	switch next := r.dec.PeekKind(); {
	case r.err != nil:
		return false
	case next == end:
		_, r.err = r.dec.ReadToken()
		return false
	case next == 'n':
		r.note("an element that is null")
	}
	return true
}

// name reads the name of a member. The result is valid until the next value is read.
func (r *reader) name() []byte {
	quoted := r.value()
	if r.err != nil {
		return nil
	}
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		name, _ = jsontext.AppendUnquote(nil, quoted) // documented names are valid UTF-8
	}
	return name
}

// text reads a string; empty if there is none.
func (r *reader) text(name string) string {
	if !r.is('"', name) {
		return ""
	}
	token, err := r.dec.ReadToken()
	if r.err = err; err != nil {
		return ""
	}
	return strings.ToValidUTF8(token.String(), "\uFFFD")
}

// integer reads a 64-bit integer without fraction and exponent; 0 if there is none.
func (r *reader) integer(name string) int64 {
	if !r.is('0', name) {
		return 0
	}
	n, err := strconv.ParseInt(string(r.value()), 10, 64)
	if err != nil {
		r.note(name + " is not a whole number")
		return 0
	}
	return n
}

// timestamp reads seconds since 1970. It returns the zero time for 0 and for any number
// that is not a whole second before the year 10000, the limit of RFC 3339: an invalid
// timestamp must not fail the answer.
func (r *reader) timestamp(name string) time.Time {
	const year10000 = 253402300800
	if !r.is('0', name) {
		return time.Time{}
	}
	seconds, ok := WholeNumber(string(r.value()))
	if !ok || seconds <= 0 || seconds >= year10000 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// WholeNumber returns the value of a JSON number, such as 1, 1.0 or 1e0. ok is false if
// the number is not whole, or so large that a float64 may round it.
func WholeNumber(text string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(value) >= 1<<53 {
		return 0, false
	}
	// A float64 has no room for a long fraction, so the digits decide.
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	shift, err := strconv.Atoi(cmp.Or(exponent, "0"))
	if err != nil {
		return 0, false
	}
	digits := whole + fraction
	point := min(max(len(whole)+shift, 0), len(digits))
	return int64(value), strings.Trim(digits[point:], "0") == ""
}
