package event

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// parseHTTP reads the event of one of these gateways:
//   - API Gateway (https://cloud.tencent.com/document/product/583/12513)
//   - Function URL (https://cloud.tencent.com/document/product/583/96099), which sends
//     five of the same members
//   - CLB (https://cloud.tencent.com/document/product/583/52635), which sends method
//     and path as headers and the body as payload
//
// Anything undocumented counts as missing, so no content can turn the event into
// another kind.
func parseHTTP(m members) *Event {
	r := &HTTP{Header: headers(m["headers"])}
	e := &Event{HTTP: r}
	body := m["body"]
	if m["httpMethod"] == nil {
		e.Kind = "clb"
		body = m["payload"]
		r.Method, r.URL = clbTarget(r.Header)
	} else {
		e.Kind = "url"
		r.Method = text(m["httpMethod"])
		r.URL = &url.URL{Path: text(m["path"]), RawQuery: query(m["queryString"])}
	}
	r.Body, r.BodyErr = decodeBody(body, isTrue(m["isBase64Encoded"]))
	if context, ok := readMembers(m["requestContext"]); ok {
		e.Kind = "apigw"
		r.ClientIP = text(context["sourceIp"])
		r.GatewayID = text(context["requestId"])
	} else if e.Kind == "url" {
		// Function URL sets this header. Behind any other gateway, a client can set it.
		r.ClientIP = r.Header.Get("X-Scf-Remote-Addr")
	}
	if r.GatewayID == "" {
		r.GatewayID = r.Header.Get("X-Api-Requestid")
	}
	return e
}

// clbTarget returns the method and the URL of a request through CLB. They are POST and
// / unless the load balancer is configured to send X-Method and X-Uri.
func clbTarget(h http.Header) (method string, target *url.URL) {
	method, target = http.MethodPost, &url.URL{Path: "/"}
	if m := h.Get("X-Method"); m != "" {
		method = m
	}
	if uri := h.Get("X-Uri"); uri != "" {
		// Not parsed: a client may send any path, and only the query names the app.
		target.Path, target.RawQuery, _ = strings.Cut(uri, "?")
	}
	return method, target
}

// headers reads the headers. Names may have any case, and a value is a string or an
// array of strings.
func headers(object jsontext.Value) http.Header {
	h := http.Header{}
	eachMember(object, func(name []byte, value jsontext.Value) {
		eachText(value, func(one string) { h.Add(string(name), one) })
	})
	return h
}

// query reads an object in API Gateway's format: each value is a string, an array of
// strings, or true for a key without a value (scf-go-lib, events/apigw_test.go). If the
// query is a string, it is used as it is.
func query(value jsontext.Value) string {
	if value.Kind() == '"' {
		return strings.TrimPrefix(text(value), "?")
	}
	values := url.Values{}
	eachMember(value, func(name []byte, value jsontext.Value) {
		eachText(value, func(one string) { values.Add(string(name), one) })
	})
	return values.Encode()
}

// eachText calls add for a value, or for each element of an array. A value that is
// neither a string nor a number counts as an empty string.
func eachText(value jsontext.Value, add func(string)) {
	switch value.Kind() {
	case '[':
		eachElement(value, func(one jsontext.Value) bool {
			add(text(one))
			return true
		})
	case '0':
		add(string(value))
	default:
		add(text(value))
	}
}

var errNotUTF8 = errors.New("the body is not UTF-8")

// decodeBody returns the body as the client sent it. After an error it returns the part
// that could be decoded.
func decodeBody(value jsontext.Value, isBase64 bool) ([]byte, error) {
	data, ok := content(value)
	switch {
	case !ok:
		return data, errNotUTF8
	case isBase64:
		// Not with base64.NewDecoder: it overlooks text after the padding that it reads
		// in a later chunk.
		return base64.StdEncoding.AppendDecode(nil, data)
	}
	return data, nil
}
