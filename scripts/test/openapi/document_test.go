package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// file is the description under test.
const file = "../../../handler/openapi.yaml"

// object is a JSON object as jsonschema.UnmarshalJSON returns it.
type object = map[string]any

// document is the description as JSON, with its schemas in place.
type document struct {
	root object

	mu       sync.Mutex // a compiler is not safe for concurrent use
	compiler *jsonschema.Compiler
}

// load reads the description again for each test.
func load(t *testing.T) *document {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	d := &document{root: root.(object), compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat() // otherwise date-time is only an annotation
	if err := d.compiler.AddResource(file, root); err != nil {
		t.Fatal(err)
	}
	return d
}

// pointer appends names to a JSON pointer.
func pointer(base string, names ...string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for _, name := range names {
		base += "/" + escape.Replace(name)
	}
	return base
}

// at returns the object at a pointer, or nil if there is none, and the object's own
// pointer. It follows a $ref.
func (d *document) at(p string) (object, string) {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	value := any(d.root)
	for name := range strings.SplitSeq(strings.TrimPrefix(p, "/"), "/") {
		inner, ok := value.(object)
		if !ok {
			return nil, p
		}
		value = inner[unescape.Replace(name)]
	}
	found, _ := value.(object)
	if ref, ok := found["$ref"].(string); ok {
		return d.at(strings.TrimPrefix(ref, "#"))
	}
	return found, p
}

// validate validates a value against the schema at a pointer.
func (d *document) validate(p string, value any) error {
	d.mu.Lock()
	schema, err := d.compiler.Compile(file + "#" + p)
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// decode decodes JSON as strictly as a careful client: UTF-8 only, no repeated names,
// numbers as written.
func decode(text []byte) (any, error) {
	if !jsontext.Value(text).IsValid() {
		return nil, fmt.Errorf("no JSON, not in UTF-8, or a name repeated: %.200q", text)
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}
