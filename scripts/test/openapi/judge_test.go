package openapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// answer is an HTTP answer of the function, received in any way.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Content-Type is checked with the body. net/http sets the others.
var unjudged = []string{"Content-Type", "Content-Length", "Date", "Connection"}

// pathOf returns the path under which the file documents a request.
func pathOf(method, path string) string {
	if strings.HasSuffix(path, "/healthz") && method != http.MethodPost {
		return "/healthz"
	}
	return "/"
}

// judge checks an answer against the file. It returns the answer's name in the coverage,
// such as "POST / 404 ResourceNotFound".
func (d *document) judge(method, path string, a *answer) (seen string, err error) {
	path = pathOf(method, path)
	owner := strings.ToLower(method)
	seen = fmt.Sprintf("%s %s %d", method, path, a.status)
	if a.status == http.StatusMethodNotAllowed {
		// The file cannot list the methods that are not served. It documents the 405 with
		// the operation that is served.
		owner = map[string]string{"/": "post", "/healthz": "get"}[path]
		seen = fmt.Sprintf("%s %d", path, a.status)
	}
	response, p := d.at(pointer("/paths", path, owner, "responses", strconv.Itoa(a.status)))
	if response == nil {
		return seen, fmt.Errorf("%s is not documented", seen)
	}
	code, bodyErr := d.judgeBody(response, p, method, a)
	if code != "" {
		seen += " " + code
	}
	return seen, errors.Join(d.judgeHeaders(response, p, a.header), bodyErr)
}

func (d *document) judgeHeaders(response object, p string, header http.Header) error {
	var faults []error
	documented, _ := response["headers"].(object)
	known := slices.Clone(unjudged)
	for name := range documented {
		known = append(known, http.CanonicalHeaderKey(name))
		definition, at := d.at(pointer(p, "headers", name))
		values := header.Values(name)
		switch {
		case len(values) > 1:
			faults = append(faults, fmt.Errorf("header %s stands %d times", name, len(values)))
		case len(values) == 0 && definition["required"] == true:
			faults = append(faults, fmt.Errorf("header %s is missing", name))
		case len(values) == 1:
			if err := d.validate(pointer(at, "schema"), typed(definition, values[0])); err != nil {
				faults = append(faults, fmt.Errorf("header %s: %w", name, err))
			}
		}
	}
	for name := range maps.Keys(header) {
		if !slices.Contains(known, http.CanonicalHeaderKey(name)) {
			faults = append(faults, fmt.Errorf("header %s is not documented", name))
		}
	}
	return errors.Join(faults...)
}

// typed returns the text of a header in the type of its schema.
func typed(definition object, text string) any {
	if schema, _ := definition["schema"].(object); schema["type"] == "integer" {
		if _, err := strconv.ParseUint(text, 10, 64); err == nil {
			return json.Number(text)
		}
	}
	return text
}

// judgeBody checks the body. It also returns the code of an error.
func (d *document) judgeBody(response object, p, method string, a *answer) (code string, err error) {
	if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		err = fmt.Errorf("Content-Type %q", got)
	}
	if response["content"] == nil || method == http.MethodHead {
		if len(a.body) > 0 {
			err = errors.Join(err, fmt.Errorf("a body where none belongs: %.200q", a.body))
		}
		return d.codes(p)[0], err // the code that the missing body would have contained
	}
	value, decodeErr := decode(a.body)
	if decodeErr != nil {
		return "", errors.Join(err, decodeErr)
	}
	top, _ := value.(object)
	if inner, ok := top["error"].(object); ok {
		code, _ = inner["code"].(string)
	}
	if id, ok := top["requestID"]; ok && id != a.header.Get("X-Request-ID") {
		err = errors.Join(err, fmt.Errorf("requestID %v, X-Request-ID %q", id, a.header.Get("X-Request-ID")))
	}
	return code, errors.Join(err, d.validate(pointer(p, "content", "application/json", "schema"), value))
}
