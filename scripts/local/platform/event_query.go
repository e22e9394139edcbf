package platform

import (
	"net/url"
	"strings"
)

// query parses a query as the gateways pass it: a string for a key, an array of strings
// for a repeated key, and bare for a key without an equals sign. It does not use
// url.ParseQuery, which does not report a missing equals sign.
func query(raw string, bare any) map[string]any {
	values := map[string]any{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		name = unescape(name)
		if before, repeated := values[name]; repeated {
			values[name] = append(list(before), unescape(value))
		} else if found {
			values[name] = unescape(value)
		} else {
			values[name] = bare
		}
	}
	return values
}

// list returns the array form of the value that a key had before it was repeated.
func list(value any) []string {
	switch v := value.(type) {
	case []string:
		return v
	case string:
		return []string{v}
	default:
		return []string{""}
	}
}

// unescape returns text unchanged if its escapes are invalid.
func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
