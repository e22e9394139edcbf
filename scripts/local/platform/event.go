package platform

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// Shape is the layout in which a gateway hands an HTTP request to a function.
type Shape string

// The shapes of the vendor's gateways.
const (
	URL        Shape = "url"   // Function URL, its five keys (vendor page 583/96099)
	APIGateway Shape = "apigw" // API Gateway, integrated request (583/12513)
	TSE        Shape = "tse"   // TSE cloud-native gateway: not documented, expected to be like API Gateway's without the context
	CLB        Shape = "clb"   // Cloud Load Balancer (583/52635)
)

// builders make the event of each shape.
var builders = map[Shape]func(r *http.Request, body []byte) any{
	URL:        urlEvent,
	APIGateway: apigwEvent,
	TSE:        tseEvent,
	CLB:        clbEvent,
}

// ParseShape reads the name of a shape.
func ParseShape(text string) (Shape, error) {
	if _, ok := builders[Shape(text)]; !ok {
		return "", fmt.Errorf("unknown event shape %q: give url, apigw, tse or clb", text)
	}
	return Shape(text), nil
}

// Event builds the event that a gateway makes of an HTTP request, be it one that a server received or one that a client is about to
// send. The body is passed in apart, so that the caller decides how much to read.
func Event(shape Shape, r *http.Request, body []byte) ([]byte, error) {
	build, ok := builders[shape]
	if !ok {
		return nil, fmt.Errorf("build an event: unknown shape %q", shape)
	}
	event, err := marshal(build(r, body))
	if err != nil {
		return nil, fmt.Errorf("build an event of shape %s: %w", shape, err)
	}
	return event, nil
}

// userSigMark is the placeholder of a UserSig in a sample event: a real one expires, and does not belong into a file.
const userSigMark = "{{USERSIG}}"

// Expand puts a UserSig into a sample event at its placeholder {{USERSIG}}.
func Expand(event []byte, userSig string) []byte {
	return bytes.ReplaceAll(event, []byte(userSigMark), []byte(userSig))
}

// marshal leaves <, > and & as they are; a gateway does not escape them.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// text gives the body as it is in an event, and whether it had to be encoded.
func text(body []byte) (string, bool) {
	if utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

// lowerHeaders gives header names in lower case, as captured events have them, and the values of a repeated header in one string.
// Nothing that a client sends is taken out, the platform's own x-scf-* included: no page says that a gateway does.
func lowerHeaders(r *http.Request) map[string]string {
	headers := map[string]string{"host": host(r)}
	for name, values := range r.Header {
		if name = strings.ToLower(name); name != "host" {
			headers[name] = strings.Join(values, ", ")
		}
	}
	return headers
}

// host is the Host of a received request, or of one to be sent.
func host(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

// path is the path as the client wrote it.
func path(r *http.Request) string {
	if p := r.URL.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

// clientAddress gives the address and port of the other end; this machine's for a request that did not come over a connection.
func clientAddress(r *http.Request) (address, port string) {
	address, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "127.0.0.1", "0"
	}
	return address, port
}

// contentType is the media type of a request without its parameters, in lower case.
func contentType(r *http.Request) string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// isText reports whether CLB passes such a body as it is (583/52635); any other it encodes.
func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") ||
		slices.Contains([]string{"application/json", "application/javascript", "application/xml"}, kind)
}
