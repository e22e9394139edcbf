package openapi_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// accepts reports whether the schema of the request accepts a body. It parses the body as
// most clients do, so a repeated name is not an error.
func (d *document) accepts(body string) bool {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return false
	}
	return d.validate(pointer("/paths", "/", "post", "requestBody", "content", "application/json", "schema"), value) == nil
}

// TestApps compares the apps that the function accepts with those that the parameter's
// schema accepts.
func TestApps(t *testing.T) {
	t.Parallel()
	d, f := load(t), startCredulous(t)
	schema := pointer("/paths", "/", "post", "parameters") + "/0/schema"
	for text, want := range map[string]bool{
		"1400000001": true, "01400000001": true,
		"": false, "0": false, "-1400000001": false, "1.5": false, "1e9": false, "first": false, "true": false,
		"0x10": false, "1400000001,1400000001": false, "18446744073709551616": false,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got := accepts(t, f, "/?sdkappid="+text, simple); got != want {
				t.Errorf("the function accepts it: %v, want %v", got, want)
			}
			id, err := strconv.ParseInt(text, 10, 64) // the file requires decimal digits
			got := err == nil && d.validate(schema, json.Number(strconv.FormatInt(id, 10))) == nil
			if got != want {
				t.Errorf("the schema accepts it: %v, want %v", got, want)
			}
		})
	}
}
