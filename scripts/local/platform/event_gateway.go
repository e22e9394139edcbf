package platform

import "net/http"

// urlRequest is the event of a Function URL.
type urlRequest struct {
	Body        string            `json:"body"`
	Headers     map[string]string `json:"headers"`
	HTTPMethod  string            `json:"httpMethod"`
	Path        string            `json:"path"`
	QueryString map[string]any    `json:"queryString"`
}

// urlEvent cannot represent a body that is not text: each byte that is not UTF-8 becomes
// U+FFFD.
func urlEvent(r *http.Request, body []byte) any {
	headers := lowerHeaders(r)
	headers["x-scf-remote-addr"], _ = clientAddress(r)
	return urlRequest{
		Body: string(body), Headers: headers, HTTPMethod: r.Method, Path: path(r), QueryString: query(r.URL.RawQuery, ""),
	}
}

// apigwRequest is the event of API Gateway. Its three parameter objects contain only what
// is declared in the gateway, here nothing.
type apigwRequest struct {
	RequestContext        requestContext    `json:"requestContext"`
	Headers               map[string]string `json:"headers"`
	Body                  string            `json:"body,omitempty"`
	PathParameters        struct{}          `json:"pathParameters"`
	QueryStringParameters struct{}          `json:"queryStringParameters"`
	HeaderParameters      struct{}          `json:"headerParameters"`
	StageVariables        stageVariables    `json:"stageVariables"`
	Path                  string            `json:"path"`
	QueryString           map[string]any    `json:"queryString"`
	HTTPMethod            string            `json:"httpMethod"`
	IsBase64Encoded       bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	ServiceID  string   `json:"serviceId"`
	Path       string   `json:"path"`
	HTTPMethod string   `json:"httpMethod"`
	RequestID  string   `json:"requestId"`
	Identity   struct{} `json:"identity"`
	SourceIP   string   `json:"sourceIp"`
	Stage      string   `json:"stage"`
}

type stageVariables struct {
	Stage string `json:"stage"`
}

// apigwEvent encodes a body that is not text, like a gateway with base64 switched on
// (628/51799).
func apigwEvent(r *http.Request, body []byte) any {
	id := newRequestID()
	headers := lowerHeaders(r)
	headers["requestsource"] = "APIGW"
	headers["x-api-requestid"] = id
	headers["x-qualifier"] = "$DEFAULT"
	address, _ := clientAddress(r)
	content, encoded := text(body)
	return apigwRequest{
		RequestContext: requestContext{
			ServiceID: "service-xxxxxxxx", Path: path(r), HTTPMethod: r.Method, RequestID: id, SourceIP: address, Stage: "release",
		},
		Headers: headers, Body: content, StageVariables: stageVariables{Stage: "release"},
		Path: path(r), QueryString: query(r.URL.RawQuery, true), HTTPMethod: r.Method, IsBase64Encoded: encoded,
	}
}

// tseRequest is the assumed event of the TSE gateway, which is undocumented.
type tseRequest struct {
	HTTPMethod      string            `json:"httpMethod"`
	Path            string            `json:"path"`
	Headers         map[string]string `json:"headers"`
	QueryString     map[string]any    `json:"queryString"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

func tseEvent(r *http.Request, body []byte) any {
	headers := lowerHeaders(r)
	address, _ := clientAddress(r)
	headers["x-forwarded-for"], headers["x-real-ip"] = address, address
	content, encoded := text(body)
	return tseRequest{
		HTTPMethod: r.Method, Path: path(r), Headers: headers, QueryString: query(r.URL.RawQuery, ""),
		Body: content, IsBase64Encoded: encoded,
	}
}
