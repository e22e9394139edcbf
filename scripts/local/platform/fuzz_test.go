package platform_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"chatmarks/scripts/local/platform"
)

// FuzzEvent checks that each shape is one JSON object, whatever a client sends.
func FuzzEvent(f *testing.F) {
	f.Add("a=1&a&b=%zz", "application/json", []byte(`{"k":1}`))
	f.Add("=&&", "image/png", []byte("\xff"))
	f.Fuzz(func(t *testing.T, query, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.URL.RawQuery = query
		r.Header["Content-Type"] = []string{kind}
		for _, shape := range []platform.Shape{platform.URL, platform.APIGateway, platform.TSE, platform.CLB} {
			event, err := platform.Event(shape, r, body)
			var object map[string]json.RawMessage
			if err != nil || json.Unmarshal(event, &object) != nil {
				t.Errorf("%s: %v: %s", shape, err, event)
			}
		}
	})
}

// FuzzParseResponse checks that an accepted response is JSON with a status that can be
// written.
func FuzzParseResponse(f *testing.F) {
	f.Add([]byte(`{"isBase64Encoded":true,"statusCode":200,"headers":{"A":["b"]},"body":"e30="}`))
	f.Add([]byte(`{"statusCode":404}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := platform.ParseResponse(payload)
		if (r == nil) == (err == nil) {
			t.Fatalf("%v with %v", r, err)
		}
		if err == nil && (r.StatusCode < 200 || r.StatusCode > 599 || !json.Valid(payload)) {
			t.Errorf("took %s", payload)
		}
	})
}
