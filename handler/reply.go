package handler

import (
	"bytes"
	"slices"
	"strconv"
	"sync"
)

// reply is an HTTP answer before it is written.
type reply struct {
	status  int
	headers []headerField
	body    []byte
	buffer  *[]byte // that the body stands in, where it is one to be used again
}

// buffers are for answers, until they have been written.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// done gives the buffer back.
func (a *reply) done() {
	if a.buffer != nil {
		*a.buffer = a.body[:0]
		buffers.Put(a.buffer)
	}
}

type headerField struct{ name, value string }

func (a *reply) header(name, value string) {
	a.headers = append(a.headers, headerField{name, value})
}

// newReply begins an answer with the headers that every one has.
func (i *invocation) newReply(status int, body []byte) *reply {
	return &reply{status: status, body: body, headers: []headerField{
		{"Content-Type", "application/json; charset=utf-8"},
		{"Cache-Control", "no-store"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Request-ID", i.record.requestID},
	}}
}

// reply is the answer of a failure.
func (i *invocation) reply(f *failure) *reply {
	i.record.fail(f)
	a := i.newReply(f.status(), appendFailure(nil, i.record.requestID, f))
	if seconds := f.retryAfterSeconds(); seconds != "" {
		a.header("Retry-After", seconds)
	}
	for name, value := range f.headers {
		a.header(name, value)
	}
	return a
}

// maxEnvelope is what of the platform's 6 MB an answer may use, quotes escaped.
const maxEnvelope = 5_900_000

// headersSize is about what the headers of an answer need, and what else stands
// in its envelope.
const headersSize = 512

// fits reports whether an answer can leave as an event's: in the envelope, its
// body is a string.
func (i *invocation) fits(a *reply) bool {
	_, enveloped := i.event.(*gatewayEvent)
	return !enveloped || quotedSize(a.body)+headersSize <= maxEnvelope
}

// envelope is the integrated response of API Gateway, which Function URL and
// CLB take as well (https://cloud.tencent.com/document/product/583/107631).
func (a *reply) envelope() []byte {
	b := make([]byte, 0, quotedSize(a.body)+headersSize)
	b = append(b, `{"isBase64Encoded":false,"statusCode":`...)
	b = strconv.AppendInt(b, int64(a.status), 10)
	b = append(b, `,"headers":{`...)
	for n, h := range a.headers {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendString(b, h.name)
		b = append(b, ':')
		b = appendString(b, h.value)
	}
	b = append(b, `},"body":`...)
	b = appendQuotedJSON(b, a.body)
	return append(b, '}')
}

// escaped is 1 for the characters that stand behind a backslash in a string.
var escaped = [256]uint8{'"': 1, '\\': 1}

var quote, backslash = []byte{'"'}, []byte{'\\'}

// quotedSize is the size of JSON of our own as a JSON string. It is UTF-8 and
// holds no control characters, so quotes and backslashes are all there is to
// escape.
func quotedSize(text []byte) int {
	return len(text) + bytes.Count(text, quote) + bytes.Count(text, backslash) + len(`""`)
}

// appendQuotedJSON appends JSON of our own as a JSON string.
func appendQuotedJSON(b, text []byte) []byte {
	size := quotedSize(text)
	b = slices.Grow(b, size)
	quoted := b[len(b) : len(b)+size]
	quoted[0] = '"'
	n := 1
	for _, c := range text {
		// No branch: where the next quote stands cannot be predicted.
		quoted[n] = '\\'
		n += int(escaped[c])
		quoted[n] = c
		n++
	}
	quoted[n] = '"'
	return b[:len(b)+size]
}
