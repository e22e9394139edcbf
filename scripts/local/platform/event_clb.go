package platform

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// clbRequest is the event of a load balancer. The body is a JSON value, isBase64Encoded
// is a string, and method and address are headers.
type clbRequest struct {
	Headers         map[string]string `json:"headers"`
	Payload         any               `json:"payload"`
	IsBase64Encoded string            `json:"isBase64Encoded"`
}

func clbEvent(r *http.Request, body []byte) any {
	payload, encoded := clbPayload(contentType(r), body)
	return clbRequest{Headers: clbHeaders(r, time.Now()), Payload: payload, IsBase64Encoded: strconv.FormatBool(encoded)}
}

// clbPayload returns JSON as it is and other text as a string.
func clbPayload(kind string, body []byte) (payload any, encoded bool) {
	if !isText(kind) && len(body) > 0 {
		return base64.StdEncoding.EncodeToString(body), true
	}
	if kind == "application/json" && json.Valid(body) {
		return json.RawMessage(body), false
	}
	return string(body), false
}

// clbHeaders leaves header names in the case of HTTP/1.1, except the Content-type of the
// vendor's example. It adds the load balancer's own headers, including the optional ones.
func clbHeaders(r *http.Request, now time.Time) map[string]string {
	headers := map[string]string{}
	for name, values := range r.Header {
		headers[name] = strings.Join(values, ", ")
	}
	if kind, ok := headers["Content-Type"]; ok {
		delete(headers, "Content-Type")
		headers["Content-type"] = kind
	}
	address, port := clientAddress(r)
	headers["Host"] = host(r)
	headers["X-Client-Proto"], headers["X-Forwarded-Proto"] = "http", "http"
	headers["X-Client-Proto-Ver"] = "HTTP/1.1"
	headers["X-Real-IP"], headers["X-Forwarded-For"] = address, address
	headers["X-Real-Port"] = port
	headers["X-Stgw-Time"] = fmt.Sprintf("%.3f", float64(now.UnixMilli())/1000)
	headers["X-Vip"], headers["X-Vport"] = "198.51.100.1", "80"
	headers["X-Method"], headers["X-Uri"] = r.Method, r.URL.RequestURI()
	return headers
}
