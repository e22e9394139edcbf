package handler

import "strconv"

// reply is an HTTP answer before it is written.
type reply struct {
	status  int
	headers []headerField
	body    []byte
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

// fits reports whether an answer can leave as an event's: in the envelope, its
// body is a string, which doubles quotes and backslashes.
func (i *invocation) fits(a *reply) bool {
	_, enveloped := i.event.(*gatewayEvent)
	return !enveloped || len(a.body) < maxEnvelope/2-1024 || len(a.envelope()) <= maxEnvelope
}

// envelope is the integrated response of API Gateway, which Function URL and
// CLB take as well (https://cloud.tencent.com/document/product/583/107631).
func (a *reply) envelope() []byte {
	b := make([]byte, 0, len(a.body)+len(a.body)/4+512)
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

// appendQuotedJSON appends JSON of our own as a JSON string. It is UTF-8 and
// holds no control characters, so quotes and backslashes are all there is to
// escape.
func appendQuotedJSON(b, text []byte) []byte {
	b = append(b, '"')
	begin := 0
	for i, c := range text {
		if c == '"' || c == '\\' {
			b = append(append(b, text[begin:i]...), '\\')
			begin = i
		}
	}
	b = append(b, text[begin:]...)
	return append(b, '"')
}
