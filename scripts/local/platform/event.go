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

// Shape is the layout of the event that a gateway makes of an HTTP request.
type Shape string

// The shapes of the vendor's gateways.
const (
	URL        Shape = "url"   // Function URL, its five keys (vendor page 583/96099)
	APIGateway Shape = "apigw" // API Gateway, integrated request (583/12513)
	TSE        Shape = "tse"   // TSE cloud-native gateway: undocumented, assumed to be API Gateway's event without the context
	CLB        Shape = "clb"   // Cloud Load Balancer (583/52635)
)

// builders make the event of each shape.
var builders = map[Shape]func(r *http.Request, body []byte) any{
	URL:        urlEvent,
	APIGateway: apigwEvent,
	TSE:        tseEvent,
	CLB:        clbEvent,
}

// ParseShape parses the name of a shape.
func ParseShape(text string) (Shape, error) {
	if _, ok := builders[Shape(text)]; !ok {
		return "", fmt.Errorf("unknown event shape %q: give url, apigw, tse or clb", text)
	}
	return Shape(text), nil
}

// Event builds the event that a gateway makes of an HTTP request, either one that a
// server received or one that a client is about to send. The body is a separate
// parameter, so that the caller decides how much to read.
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

// userSigMark is the placeholder of a UserSig in a sample event. A real UserSig expires
// and does not belong in a file.
const userSigMark = "{{USERSIG}}"

// Expand replaces the placeholder {{USERSIG}} in a sample event with a UserSig.
func Expand(event []byte, userSig string) []byte {
	return bytes.ReplaceAll(event, []byte(userSigMark), []byte(userSig))
}

// marshal does not escape <, > and &, like a gateway.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// text returns the body as it appears in an event, and whether it is encoded in base64.
func text(body []byte) (string, bool) {
	if utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

// lowerHeaders returns the headers with names in lower case, as in captured events, and
// with the values of a repeated header joined. It removes nothing that a client sends,
// not even the platform's own x-scf-* headers: no page says that a gateway removes them.
func lowerHeaders(r *http.Request) map[string]string {
	headers := map[string]string{"host": host(r)}
	for name, values := range r.Header {
		if name = strings.ToLower(name); name != "host" {
			headers[name] = strings.Join(values, ", ")
		}
	}
	return headers
}

// host returns the Host of a request, received or to be sent.
func host(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

// path returns the path as the client wrote it.
func path(r *http.Request) string {
	if p := r.URL.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

// clientAddress returns the address and port of the client, or those of this machine for
// a request that did not come over a connection.
func clientAddress(r *http.Request) (address, port string) {
	address, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "127.0.0.1", "0"
	}
	return address, port
}

// contentType returns the media type of a request in lower case, without its parameters.
func contentType(r *http.Request) string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// isText reports whether CLB passes such a body unchanged (583/52635). It encodes any
// other body.
func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") ||
		slices.Contains([]string{"application/json", "application/javascript", "application/xml"}, kind)
}
