package openapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestDocument validates the file as an OpenAPI document.
func TestDocument(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableMultiError()); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") {
		t.Errorf("openapi %s, want 3.1", doc.OpenAPI)
	}
}

// TestStyle checks what generated types and pages depend on.
func TestStyle(t *testing.T) {
	t.Parallel()
	d := load(t)
	used := map[string]bool{}
	walk("", d.root, func(p string, o object) {
		if ref, ok := o["$ref"].(string); ok {
			used[ref] = true
			if found, _ := d.at(strings.TrimPrefix(ref, "#")); found == nil {
				t.Errorf("%s: nothing at %s", p, ref)
			}
		}
		if o["responses"] != nil && o["schemas"] == nil && (o["operationId"] == nil || o["summary"] == nil || o["security"] == nil) {
			t.Errorf("%s: an operation needs operationId, summary and security", p)
		}
		if text, ok := o["description"].(string); ok && strings.TrimSpace(text) == "" {
			t.Errorf("%s: an empty description", p)
		}
		if _, typed := o["type"].(string); typed && o["properties"] != nil && strings.Count(p, "/") == 3 {
			closed(t, p, o)
		}
	})
	for kind, group := range d.root["components"].(object) {
		for name := range group.(object) {
			if kind != "securitySchemes" && !used["#"+pointer("/components", kind, name)] {
				t.Errorf("components.%s.%s is not used", kind, name)
			}
		}
	}
}

// sometimes are the only properties that may be missing.
var sometimes = []string{"details", "chat", "errorCode", "errorInfo"}

// closed checks that a schema names every property of an object, and requires all except
// those that the contract may omit.
func closed(t *testing.T, p string, o object) {
	if o["additionalProperties"] != false {
		t.Errorf("%s: additionalProperties must be false", p)
	}
	required, _ := o["required"].([]any)
	for name, schema := range o["properties"].(object) {
		if schema == false { // never present
			continue
		}
		if slices.Contains(required, any(name)) == slices.Contains(sometimes, name) {
			t.Errorf("%s: required or not, %s is the wrong way round", p, name)
		}
	}
}

// walk visits every object, the outer ones first. It skips examples, which are not part
// of the document's structure.
func walk(p string, value any, visit func(p string, o object)) {
	switch value := value.(type) {
	case object:
		visit(p, value)
		for name, inner := range value {
			if name != "example" && name != "examples" {
				walk(pointer(p, name), inner, visit)
			}
		}
	case []any:
		for i, inner := range value {
			walk(pointer(p, fmt.Sprint(i)), inner, visit)
		}
	}
}
