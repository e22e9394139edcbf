package handler

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// gatewayEvent is an HTTP request that a gateway passed on as an event: API
// Gateway (https://cloud.tencent.com/document/product/583/12513), Function URL
// (https://cloud.tencent.com/document/product/583/96099), which has five of its
// keys, or CLB (https://cloud.tencent.com/document/product/583/52635), which
// has method and path as headers and the body as payload.
type gatewayEvent struct {
	name      string
	method    string
	target    *url.URL
	header    http.Header
	body      jsontext.Value
	isBase64  bool
	sourceIP  string
	gatewayID string
}

func (e *gatewayEvent) kind() string { return e.name }

// gateway reads an event of any of these forms. Nothing in it can make it
// another event: what is not as documented is as if it were not there.
func gateway(f fields, _ []byte) event {
	e := &gatewayEvent{header: headers(f["headers"]), isBase64: isTrue(f["isBase64Encoded"])}
	if f["httpMethod"] == nil {
		e.clb(f)
	} else {
		e.name = "url"
		e.method = text(f["httpMethod"])
		e.target = &url.URL{Path: text(f["path"]), RawQuery: query(f["queryString"]).Encode()}
		e.body = f["body"]
	}
	if context, ok := objectFields(f["requestContext"]); ok {
		e.name = "apigw"
		e.sourceIP = text(context["sourceIp"])
		e.gatewayID = text(context["requestId"])
	}
	if e.gatewayID == "" {
		e.gatewayID = e.header.Get("X-Api-Requestid")
	}
	return e
}

func (e *gatewayEvent) clb(f fields) {
	e.name, e.method, e.body = "clb", http.MethodPost, f["payload"]
	if method := e.header.Get("X-Method"); method != "" {
		e.method = method
	}
	target, err := url.ParseRequestURI(e.header.Get("X-Uri"))
	if err != nil {
		target = &url.URL{Path: "/"}
	}
	e.target = target
}

// headers reads names of any case with a string or several each.
func headers(object jsontext.Value) http.Header {
	h := http.Header{}
	dec := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if dec.PeekKind() != '{' {
		return h
	}
	_, _ = dec.ReadToken() // the event was read as JSON before
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return h
		}
		key := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			return h
		}
		for _, one := range texts(value) {
			h.Add(key, one)
		}
	}
	return h
}

// query reads API Gateway's form: a string, several of them, or true for a key
// without a value (scf-go-lib, events/apigw_test.go).
func query(object jsontext.Value) url.Values {
	values := url.Values{}
	f, _ := objectFields(object)
	for key, value := range f {
		values[key] = texts(value)
	}
	return values
}

// texts reads a value that can be there several times. What is neither a string
// nor a number is there, but empty.
func texts(value jsontext.Value) []string {
	switch value.Kind() {
	case '[':
		list, _ := elements(value)
		all := make([]string, 0, len(list))
		for _, one := range list {
			all = append(all, text(one))
		}
		return all
	case '0':
		return []string{string(value)}
	}
	return []string{text(value)}
}

var errNotUTF8 = errors.New("the body is not UTF-8")

// reader is the body as the client sent it.
func (e *gatewayEvent) reader() io.Reader {
	data, ok := content(e.body)
	switch {
	case !ok:
		// The size is judged before what it holds.
		return io.MultiReader(bytes.NewReader(data), failingReader{errNotUTF8})
	case e.isBase64:
		return base64.NewDecoder(base64.StdEncoding, bytes.NewReader(data))
	}
	return bytes.NewReader(data)
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// httpRequest is the request as net/http knows it.
func (e *gatewayEvent) httpRequest(ctx context.Context) *http.Request {
	r := &http.Request{
		Method: e.method,
		URL:    e.target,
		Header: e.header,
		Body:   io.NopCloser(e.reader()),
	}
	return r.WithContext(ctx)
}

// answer is always an HTTP answer, never an error: the platform would show the
// text of an error to the client.
func (e *gatewayEvent) answer(ctx context.Context, i *invocation) ([]byte, error) {
	i.record.gatewayID = sane(e.gatewayID)
	i.record.clientIP = clientIP(e.header.Get("X-Scf-Remote-Addr"), e.sourceIP)
	return i.respond(e.httpRequest(ctx)).envelope(), nil
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
	b = appendString(b, a.body)
	return append(b, '}')
}
