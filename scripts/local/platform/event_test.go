package platform_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// event builds the event of a POST and reads it back.
func event(t *testing.T, shape platform.Shape, target, kind, body string) map[string]any {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, target, nil)
	r.RemoteAddr = "203.0.113.9:63347"
	r.Header.Set("Content-Type", kind)
	r.Header.Add("X-Many", "1")
	r.Header.Add("X-Many", "2")
	r.Header.Set("X-Scf-Remote-Addr", "198.51.100.66")
	text, err := platform.Event(shape, r, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	var e map[string]any
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEventHasTheKeysOfItsShape(t *testing.T) {
	t.Parallel()
	tests := map[platform.Shape]string{
		platform.URL: "body headers httpMethod path queryString",
		platform.APIGateway: "body headerParameters headers httpMethod isBase64Encoded path pathParameters queryString " +
			"queryStringParameters requestContext stageVariables",
		platform.TSE: "body headers httpMethod isBase64Encoded path queryString",
		platform.CLB: "headers isBase64Encoded payload",
	}
	for shape, want := range tests {
		t.Run(string(shape), func(t *testing.T) {
			t.Parallel()
			e := event(t, shape, "https://example.com/im/search?a=1", "application/json", `{"k":"<v>"}`)
			if got := strings.Join(slices.Sorted(maps.Keys(e)), " "); got != want {
				t.Errorf("keys %s\nwant %s", got, want)
			}
		})
	}
}

func TestEventHeaders(t *testing.T) {
	t.Parallel()
	for _, shape := range []platform.Shape{platform.URL, platform.APIGateway, platform.TSE} {
		headers := event(t, shape, "https://example.com/", "application/json", "{}")["headers"].(map[string]any)
		for name := range headers {
			if name != strings.ToLower(name) {
				t.Errorf("%s: header %s is not in lower case", shape, name)
			}
		}
		if headers["host"] != "example.com" || headers["x-many"] != "1, 2" || headers["content-type"] != "application/json" {
			t.Errorf("%s: headers %v", shape, headers)
		}
		// Only Function URL sets this header itself. The others pass on what a client
		// sends.
		if address := headers["x-scf-remote-addr"]; (address == "198.51.100.66") != (shape != platform.URL) {
			t.Errorf("%s: x-scf-remote-addr is %v", shape, address)
		}
	}
}

func TestEventTellsTheClientsAddress(t *testing.T) {
	t.Parallel()
	e := event(t, platform.URL, "/", "application/json", "{}")
	if got := e["headers"].(map[string]any)["x-scf-remote-addr"]; got != "203.0.113.9" {
		t.Errorf("Function URL: %v", got)
	}
	e = event(t, platform.APIGateway, "/", "application/json", "{}")
	if got := e["requestContext"].(map[string]any)["sourceIp"]; got != "203.0.113.9" {
		t.Errorf("API Gateway: %v", got)
	}
	e = event(t, platform.CLB, "/", "application/json", "{}")
	if h := e["headers"].(map[string]any); h["X-Real-IP"] != "203.0.113.9" || h["X-Real-Port"] != "63347" {
		t.Errorf("CLB: %v", h)
	}
}

func TestEventQuery(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query     string
		apigw     any
		elsewhere any
	}{
		"a value":             {"a=1", "1", "1"},
		"an empty value":      {"a=", "", ""},
		"a bare key":          {"a", true, ""},
		"a repeated key":      {"a=1&b=0&a=2&a=3", []any{"1", "2", "3"}, []any{"1", "2", "3"}},
		"bare, then repeated": {"a&a=2", []any{"", "2"}, []any{"", "2"}},
		"escaped":             {"%61=x%20y+z", "x y z", "x y z"},
		"wrongly escaped":     {"a=%zz", "%zz", "%zz"},
		"none":                {"", nil, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for shape, want := range map[platform.Shape]any{platform.APIGateway: test.apigw, platform.URL: test.elsewhere} {
				e := event(t, shape, "/?"+test.query, "application/json", "{}")
				if got := e["queryString"].(map[string]any)["a"]; !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %v, want %v", shape, got, want)
				}
			}
		})
	}
}

func TestEventBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		shape   platform.Shape
		kind    string
		body    string
		key     string
		want    any
		encoded any
	}{
		"Function URL, text":        {platform.URL, "application/json", `{"k":"<v>"}`, "body", `{"k":"<v>"}`, nil},
		"Function URL, not text":    {platform.URL, "application/json", "\xff", "body", "\uFFFD", nil},
		"API Gateway, text":         {platform.APIGateway, "application/json", "{}", "body", "{}", false},
		"API Gateway, not text":     {platform.APIGateway, "application/json", "\xff", "body", "/w==", true},
		"API Gateway, empty":        {platform.APIGateway, "application/json", "", "body", nil, false},
		"TSE, not text":             {platform.TSE, "application/json", "\xff", "body", "/w==", true},
		"CLB, JSON":                 {platform.CLB, "application/json; charset=utf-8", `{"k":1}`, "payload", map[string]any{"k": 1.0}, "false"},
		"CLB, JSON that is none":    {platform.CLB, "application/json", `{"k":`, "payload", `{"k":`, "false"},
		"CLB, text":                 {platform.CLB, "text/plain", `{"k":1}`, "payload", `{"k":1}`, "false"},
		"CLB, a type it encodes":    {platform.CLB, "image/png", "png", "payload", "cG5n", "true"},
		"CLB, nothing of that type": {platform.CLB, "image/png", "", "payload", "", "false"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event(t, test.shape, "/", test.kind, test.body)
			if got := e[test.key]; !reflect.DeepEqual(got, test.want) || e["isBase64Encoded"] != test.encoded {
				t.Errorf("%v, base64 %v; want %v, %v", got, e["isBase64Encoded"], test.want, test.encoded)
			}
		})
	}
}

func TestEventOfCLBCarriesMethodAndAddressInHeaders(t *testing.T) {
	t.Parallel()
	h := event(t, platform.CLB, "/im/search?a=1", "application/json", "{}")["headers"].(map[string]any)
	if h["X-Method"] != "POST" || h["X-Uri"] != "/im/search?a=1" || h["Content-type"] != "application/json" || h["Content-Type"] != nil {
		t.Errorf("headers %v", h)
	}
}

func TestEventOfARequestToBeSent(t *testing.T) {
	t.Parallel()
	r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1:9000", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := platform.Event(platform.URL, r, nil)
	want := `{"body":"","headers":{"host":"127.0.0.1:9000","x-scf-remote-addr":"127.0.0.1"},"httpMethod":"POST","path":"/","queryString":{}}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v\nwant %s", text, err, want)
	}
}

func TestShapesHaveNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"url", "apigw", "tse", "clb"} {
		if shape, err := platform.ParseShape(name); err != nil || string(shape) != name {
			t.Errorf("%s: %v, %v", name, shape, err)
		}
	}
	if _, err := platform.ParseShape("lambda"); err == nil {
		t.Error("took an unknown shape")
	}
	if _, err := platform.Event("lambda", httptest.NewRequest(http.MethodGet, "/", nil), nil); err == nil {
		t.Error("built an unknown shape")
	}
}
