package event

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Response is an HTTP answer.
type Response struct {
	Status int
	Header []HeaderField // in the order of sending
	Body   []byte        // UTF-8 without control characters, such as JSON without white space
}

// HeaderField is a header. Its name is sent as written.
type HeaderField struct{ Name, Value string }

// Add adds a header.
func (r *Response) Add(name, value string) {
	r.Header = append(r.Header, HeaderField{name, value})
}

const (
	// maxEnvelope is the maximum size of an envelope. The platform accepts 6 MB
	// (https://cloud.tencent.com/document/product/583/11637).
	maxEnvelope = 5_900_000
	// headersSize estimates the size of the headers of an answer.
	headersSize = 512
)

// Fits reports whether the envelope of the answer is small enough for the platform. In
// the envelope, the body is a JSON string.
func (r *Response) Fits() bool { return quotedSize(r.Body)+headersSize <= maxEnvelope }

// Envelope returns the answer as an integrated response of API Gateway. Function URL
// and CLB accept it as well (https://cloud.tencent.com/document/product/583/107631).
func (r *Response) Envelope() []byte {
	b := make([]byte, 0, quotedSize(r.Body)+headersSize)
	b = append(b, `{"isBase64Encoded":false,"statusCode":`...)
	b = strconv.AppendInt(b, int64(r.Status), 10)
	b = append(b, `,"headers":{`...)
	for n, h := range r.Header {
		if n > 0 {
			b = append(b, ',')
		}
		b, _ = jsontext.AppendQuote(b, h.Name) // invalid UTF-8 becomes U+FFFD
		b = append(b, ':')
		b, _ = jsontext.AppendQuote(b, h.Value)
	}
	b = append(b, `},"body":`...)
	b = appendQuoted(b, r.Body)
	return append(b, '}')
}

var quote, backslash = []byte{'"'}, []byte{'\\'}

func quotedSize(text []byte) int {
	return len(text) + bytes.Count(text, quote) + bytes.Count(text, backslash) + len(`""`)
}

// escaped is 1 for the characters that need a backslash.
var escaped = [256]uint8{'"': 1, '\\': 1}

// appendQuoted appends a body as a JSON string. It escapes only quotes and backslashes,
// because a body contains no control characters.
func appendQuoted(b, text []byte) []byte {
	size := quotedSize(text)
	b = slices.Grow(b, size)
	quoted := b[len(b) : len(b)+size]
	quoted[0] = '"'
	n := 1
	for _, c := range text {
		// No branch, because the processor cannot predict the next quote.
		quoted[n] = '\\'
		n += int(escaped[c])
		quoted[n] = c
		n++
	}
	quoted[n] = '"'
	return b[:len(b)+size]
}
