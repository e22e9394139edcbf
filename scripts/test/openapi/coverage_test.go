package openapi_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// coverage records which of the documented answers were seen.
type coverage struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *coverage) note(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[name]++
}

// compare fails for each answer that is documented and was not seen, or was seen and is
// not documented.
func (c *coverage) compare(t *testing.T, d *document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	documented := d.answers()
	for _, name := range slices.Sorted(maps.Keys(documented)) {
		if c.seen[name] == 0 {
			t.Errorf("documented, but not seen: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.seen)) {
		if !documented[name] {
			t.Errorf("seen %d times, but not documented: %s", c.seen[name], name)
		}
	}
}

// answers lists every answer that the file documents, named like judge does.
func (d *document) answers() map[string]bool {
	all := map[string]bool{}
	for path := range d.root["paths"].(object) {
		operations, _ := d.at(pointer("/paths", path))
		for method := range operations {
			operation, p := d.at(pointer("/paths", path, method))
			responses, _ := operation["responses"].(object)
			for status := range responses {
				name := fmt.Sprintf("%s %s %s", strings.ToUpper(method), path, status)
				if status == "405" {
					name = path + " 405"
				}
				for _, code := range d.codes(pointer(p, "responses", status)) {
					all[strings.TrimSpace(name+" "+code)] = true
				}
			}
		}
	}
	return all
}

// codes lists the codes of a response: the enum or the const that narrows ErrorCode. It
// returns one empty code if the response is no error.
func (d *document) codes(response string) (codes []string) {
	_, p := d.at(response)
	walk(p, d.in(p), func(_ string, o object) {
		properties, _ := o["properties"].(object)
		code, _ := properties["code"].(object)
		if one, ok := code["const"].(string); ok {
			codes = append(codes, one)
		}
		several, _ := code["enum"].([]any)
		for _, one := range several {
			codes = append(codes, one.(string))
		}
	})
	if codes == nil {
		return []string{""}
	}
	return codes
}

func (d *document) in(p string) object {
	found, _ := d.at(p)
	return found
}
