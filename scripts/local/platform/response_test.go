package platform_test

import (
	"net/http"
	"reflect"
	"testing"

	"chatmarks/scripts/local/platform"
)

func TestParseResponse(t *testing.T) {
	t.Parallel()
	r, err := platform.ParseResponse([]byte(
		`{"isBase64Encoded":false,"statusCode":429,"headers":{"retry-after":"1","X-Many":["a","b"]},"body":"{\"ok\":true}"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{"Retry-After": {"1"}, "X-Many": {"a", "b"}}
	if r.StatusCode != 429 || !reflect.DeepEqual(r.Header, want) || string(r.Body) != `{"ok":true}` {
		t.Errorf("%+v", r)
	}
	r, err = platform.ParseResponse([]byte(`{"isBase64Encoded":true,"statusCode":200,"headers":{},"body":"/w=="}`))
	if err != nil || string(r.Body) != "\xff" {
		t.Errorf("base64: %+v, %v", r, err)
	}
}

func TestParseResponseRefusesOtherForms(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"not JSON":             `hello`,
		"no status":            `{"headers":{},"body":""}`,
		"a status in words":    `{"statusCode":"200","body":""}`,
		"a status in between":  `{"statusCode":200.5,"body":""}`,
		"a status of nowhere":  `{"statusCode":42,"body":""}`,
		"a body of JSON":       `{"statusCode":200,"body":{"ok":true}}`,
		"a body not in base64": `{"statusCode":200,"isBase64Encoded":true,"body":"?"}`,
		"a header of a number": `{"statusCode":200,"headers":{"Retry-After":1},"body":""}`,
		"a header of nothing":  `{"statusCode":200,"headers":{"Retry-After":null},"body":""}`,
		"a switch in words":    `{"statusCode":200,"isBase64Encoded":"false","body":""}`,
	}
	for name, payload := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r, err := platform.ParseResponse([]byte(payload)); err == nil {
				t.Errorf("took it as %+v", r)
			}
		})
	}
}
