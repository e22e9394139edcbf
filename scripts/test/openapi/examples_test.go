package openapi_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"chatmarks/scripts/contract/cases"
)

// sample returns the request and the answer of the contract's example.
func sample(t *testing.T) (request, answer string) {
	t.Helper()
	request, answer, err := cases.Sample("../../contract/cases")
	if err != nil {
		t.Fatal(err)
	}
	return request, strings.Replace(answer, `"ID"`, `"b0c6…"`, 1)
}

// TestExamplesAreTheContracts compares the examples with the contract's.
func TestExamplesAreTheContracts(t *testing.T) {
	t.Parallel()
	d := load(t)
	failure, err := os.ReadFile("testdata/error.json")
	if err != nil {
		t.Fatal(err)
	}
	request, answer := sample(t)
	tests := map[string]struct{ content, example, want string }{
		"request": {pointer("/paths", "/", "post", "requestBody", "content", "application/json"), "search", request},
		"answer":  {pointer("/paths", "/", "post", "responses", "200", "content", "application/json"), "search", answer},
		"error":   {pointer("/components/responses/BadRequest/content", "application/json"), "everyField", string(failure)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := decode([]byte(test.want))
			if err != nil {
				t.Fatal(err)
			}
			example, _ := d.at(pointer(test.content, "examples", test.example))
			if !reflect.DeepEqual(example["value"], want) {
				t.Errorf("the example is\n%v\nthe contract has\n%v", example["value"], want)
			}
			if err := d.validate(pointer(test.content, "schema"), want); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestExamplesFit validates every example against the schema next to it.
func TestExamplesFit(t *testing.T) {
	t.Parallel()
	d := load(t)
	found := 0
	walk("", d.root, func(p string, o object) {
		if o["schema"] == nil {
			return
		}
		var values []any
		if example, ok := o["example"]; ok {
			values = append(values, example)
		}
		named, _ := o["examples"].(object)
		for _, example := range named {
			values = append(values, example.(object)["value"])
		}
		for _, value := range values {
			found++
			if err := d.validate(pointer(p, "schema"), value); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		}
	})
	if found < 5 {
		t.Errorf("%d examples found", found)
	}
}
