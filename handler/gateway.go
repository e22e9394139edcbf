package handler

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

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
	clientIP  string
	gatewayID string
}

func (e *gatewayEvent) kind() string { return e.name }

// gateway reads an event of any of these forms. Nothing in it can make it
// another event: what is not as documented is as if it were not there.
func gateway(f fields, _ []byte) event {
	e := &gatewayEvent{header: headers(f.get("headers")), isBase64: isTrue(f.get("isBase64Encoded"))}
	if f.get("httpMethod") == nil {
		e.clb(f)
	} else {
		e.name = "url"
		e.method = text(f.get("httpMethod"))
		e.target = &url.URL{Path: text(f.get("path")), RawQuery: query(f.get("queryString"))}
		e.body = f.get("body")
	}
	if context, ok := objectFields(f.get("requestContext")); ok {
		e.name = "apigw"
		e.clientIP = clientIP(text(context.get("sourceIp")))
		e.gatewayID = text(context.get("requestId"))
	} else if e.name == "url" {
		// Set by Function URL; behind any other gateway a client can set it.
		e.clientIP = clientIP(e.header.Get("X-Scf-Remote-Addr"))
	}
	if e.gatewayID == "" {
		e.gatewayID = e.header.Get("X-Api-Requestid")
	}
	return e
}

func (e *gatewayEvent) clb(f fields) {
	e.name, e.method, e.body = "clb", http.MethodPost, f.get("payload")
	if method := e.header.Get("X-Method"); method != "" {
		e.method = method
	}
	e.target = &url.URL{Path: "/"}
	if uri := e.header.Get("X-Uri"); uri != "" {
		target, err := url.ParseRequestURI(uri)
		if err != nil {
			target = &url.URL{RawQuery: "sdkappid"} // which app it names cannot be known, so not the default
		}
		e.target = target
	}
}

// headers reads names of any case with a string or several each.
func headers(object jsontext.Value) http.Header {
	h := http.Header{}
	members(object, func(name []byte, value jsontext.Value) {
		eachText(value, func(one string) { h.Add(string(name), one) })
	})
	return h
}

// query reads API Gateway's form: a string, several of them, or true for a key
// without a value (scf-go-lib, events/apigw_test.go). A query that is still a
// text is taken as it is.
func query(value jsontext.Value) string {
	if value.Kind() == '"' {
		return strings.TrimPrefix(text(value), "?")
	}
	values := url.Values{}
	members(value, func(name []byte, value jsontext.Value) {
		eachText(value, func(one string) { values.Add(string(name), one) })
	})
	return values.Encode()
}

var errNotUTF8 = errors.New("the body is not UTF-8")

// reader is the body as the client sent it, and its size. It fails where the body
// does; the size is checked before what the body contains.
func (e *gatewayEvent) reader() (body io.Reader, size int64) {
	data, ok := content(e.body)
	var err error
	switch {
	case !ok:
		err = errNotUTF8
	case e.isBase64:
		data, err = io.ReadAll(io.LimitReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(data)), maxRequest+1))
	}
	if err != nil {
		return io.MultiReader(bytes.NewReader(data), failingReader{err}), int64(len(data))
	}
	return bytes.NewReader(data), int64(len(data))
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// httpRequest is the request as net/http knows it.
func (e *gatewayEvent) httpRequest(ctx context.Context) *http.Request {
	body, size := e.reader()
	r := &http.Request{
		Method:        e.method,
		URL:           e.target,
		Header:        e.header,
		Body:          io.NopCloser(body),
		ContentLength: size,
	}
	return r.WithContext(ctx)
}

// answer is always an HTTP answer, never an error: the platform would show the
// text of an error to the client.
func (e *gatewayEvent) answer(ctx context.Context, i *invocation) ([]byte, error) {
	i.record.gatewayID = sane(e.gatewayID)
	i.record.clientIP = e.clientIP
	a := i.respond(e.httpRequest(ctx))
	defer a.done()
	return a.envelope(), nil
}
