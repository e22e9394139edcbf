package handler_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// object is a JSON object.
type object map[string]any

func (o object) headers() object { return o["headers"].(object) }

// with sets fields, given as alternating names and values.
func with(namesAndValues ...any) func(object) {
	return func(o object) {
		for i := 0; i < len(namesAndValues); i += 2 {
			o[namesAndValues[i].(string)] = namesAndValues[i+1]
		}
	}
}

func without(name string) func(object) { return func(o object) { delete(o, name) } }

// header sets a header; its value may be of any type.
func header(name string, value any) func(object) {
	return func(o object) { o.headers()[name] = value }
}

func noHeader(name string) func(object) { return func(o object) { delete(o.headers(), name) } }

// apigw is an event of API Gateway, without a credential.
func apigw(body string) object {
	return object{
		"requestContext": object{
			"serviceId": "service-xxxxxxxx", "path": "/search", "httpMethod": "ANY", "requestId": "gateway-request-1",
			"identity": object{}, "sourceIp": "203.0.113.9", "stage": "release",
		},
		"headers":         object{"content-type": "application/json", "host": "gateway.example"},
		"body":            body,
		"path":            "/search",
		"queryString":     object{},
		"pathParameters":  object{},
		"httpMethod":      "POST",
		"isBase64Encoded": false,
	}
}

// encode returns the bytes of an event. Strings and bytes are used as they are.
func encode(t testing.TB, event any) []byte {
	t.Helper()
	switch event := event.(type) {
	case string:
		return []byte(event)
	case []byte:
		return event
	}
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// response is the envelope of an HTTP answer.
type response struct {
	IsBase64Encoded *bool             `json:"isBase64Encoded"`
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
}

// failed is the answer for a failure.
type failed struct {
	RequestID string `json:"requestID"`
	Error     struct {
		Code      string   `json:"code"`
		Message   string   `json:"message"`
		Retryable *bool    `json:"retryable"`
		Details   []detail `json:"details"`
		Chat      *outcome `json:"chat"`
	} `json:"error"`
}

type detail struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

type outcome struct {
	ErrorCode int    `json:"errorCode"`
	ErrorInfo string `json:"errorInfo"`
	Attempts  int    `json:"attempts"`
}

// failure parses the failure in an HTTP answer.
func (r response) failure(t testing.TB) failed {
	t.Helper()
	return decode[failed](t, r.Body)
}

// expect checks the status and the error code of an HTTP answer. The code is "" if the
// answer has none.
func (r response) expect(t testing.TB, status int, code string) {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("status %d, not %d: %s", r.StatusCode, status, r.Body)
	}
	if code != "" {
		r.failure(t).expect(t, code)
	}
}

// expect checks the code, and the fields of the details if any are given.
func (f failed) expect(t testing.TB, code string, fields ...string) {
	t.Helper()
	if f.Error.Code != code || f.RequestID != requestID {
		t.Fatalf("got code %q of request %q, not %q: %+v", f.Error.Code, f.RequestID, code, f)
	}
	if fields == nil {
		return
	}
	if got := f.fields(); !reflect.DeepEqual(got, fields) {
		t.Errorf("details of %q, not %q", got, fields)
	}
}

func (f failed) fields() (fields []string) {
	for _, d := range f.Error.Details {
		fields = append(fields, d.Field)
	}
	return fields
}

// answering is an HTTP client that always answers with body.
func answering(body string) clientFunc {
	return func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		return httpAnswer(http.StatusOK, body), nil
	}
}

// refusing is an HTTP client that always answers with a code of Chat.
func refusing(code int, info string) clientFunc {
	text, _ := json.Marshal(info)
	return answering(fmt.Sprintf(`{"ActionStatus":"FAIL","ErrorCode":%d,"ErrorInfo":%s}`, code, text))
}

func httpAnswer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode:    status,
		Header:        http.Header{},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

// unreachable fails the test if Chat is called.
func unreachable(t testing.TB) clientFunc {
	return func(*http.Request) (*http.Response, error) {
		t.Error("Chat was called")
		return httpAnswer(http.StatusOK, empty), nil
	}
}

// distinct returns n conversations, numbered from first.
func distinct(first, n int) (items []string) {
	for i := range n {
		items = append(items, fmt.Sprintf(`{"Type":1,"To_Account":"u%d"}`, first+i))
	}
	return items
}
