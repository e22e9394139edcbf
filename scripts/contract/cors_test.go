package contract

import (
	"slices"
	"strings"
	"testing"
)

const (
	allowOrigin = "Access-Control-Allow-Origin"
	page        = "https://app.example"
)

// Section 6: "CORS only if CORS_ALLOW_ORIGINS names origins (exact, or *)".
func TestCORS(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		sentence, origins, origin string
		allowed                   string // the value of the header
	}{
		{"no CORS by default", "", page, ""},
		{"a named origin", page, page, page},
		{"the second of two", "https://other.example," + page, page, page},
		{"another origin", page, "https://evil.example", ""},
		{"exact: another scheme", page, "http://app.example", ""},
		{"exact: another port", page, page + ":8443", ""},
		{"exact: a longer name", page, page + ".evil.example", ""},
		{"exact: a subdomain", page, "https://a.app.example", ""},
		{"exact: null", page, "null", ""},
		{"every origin", "*", page, "*"},
		{"no Origin", page, "", ""},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "CALLER_AUTH=none", "CORS_ALLOW_ORIGINS="+row.origins)
			for _, f := range gateways() {
				for method, answer := range map[string]response{
					"POST":           w.ask(f, "/", sampleBody, "Origin", row.origin),
					"POST, an error": w.ask(f, "/", "{}", "Origin", row.origin),
					"OPTIONS":        w.send(f, "OPTIONS", "/", "", "Origin", row.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type"),
				} {
					where := f.name + ", " + method
					if got := answer.header.Values(allowOrigin); strings.Join(got, "|") != row.allowed {
						t.Errorf("%s: %s is %q, not %q", where, allowOrigin, got, row.allowed)
					}
					if answer.header.Get("Access-Control-Allow-Credentials") != "" {
						t.Errorf("%s: credentials are never allowed", where)
					}
					if row.origins != "" && !listed(answer, "Vary", "Origin") {
						t.Errorf("%s: Vary is %q", where, answer.header.Values("Vary"))
					}
					if row.allowed != "" && method != "OPTIONS" && !(listed(answer, "Access-Control-Expose-Headers", "X-Request-ID") && listed(answer, "Access-Control-Expose-Headers", "Retry-After")) {
						t.Errorf("%s: exposed are %q", where, answer.header.Values("Access-Control-Expose-Headers"))
					}
				}
			}
		})
	}
}

// listed reports whether a header names a word in a list, of any case.
func listed(a response, header, word string) bool {
	return slices.ContainsFunc(strings.Split(strings.Join(a.header.Values(header), ","), ","), func(one string) bool {
		return strings.EqualFold(strings.TrimSpace(one), word)
	})
}

// "preflight 204 with Access-Control-Max-Age: 7200", and from elsewhere "204 with Allow".
func TestPreflight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CORS_ALLOW_ORIGINS="+page)
	w.eachFace(t, func(w *world, f face) {
		a := w.send(f, "OPTIONS", "/search", "", "Origin", page, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		if a.status != 204 || a.header.Get("Access-Control-Max-Age") != "7200" || a.header.Get(allowOrigin) != page || len(a.body) > 0 {
			t.Errorf("%v %v", a, a.header)
		}
		if !listed(a, "Access-Control-Allow-Methods", "POST") || !listed(a, "Access-Control-Allow-Headers", "authorization") || !listed(a, "Access-Control-Allow-Headers", "content-type") || !listed(a, "Access-Control-Allow-Headers", "*") {
			t.Errorf("a browser could not send the request: %v", a.header)
		}
		always(t, f.name, a)
		for _, origin := range []string{"", "https://evil.example"} {
			a = w.send(f, "OPTIONS", "/search", "", "Origin", origin, "Access-Control-Request-Method", "POST")
			if a.status != 204 || !strings.Contains(a.header.Get("Allow"), "POST") || a.header.Get(allowOrigin) != "" || a.header.Get("Access-Control-Max-Age") != "" {
				t.Errorf("from %q: %v %v", origin, a, a.header)
			}
			always(t, f.name, a)
		}
		// A page has to be able to read every refusal, that of its credential first of all.
		if a = w.ask(f, "/", sampleBody, "Origin", page); a.status != 401 || a.header.Get(allowOrigin) != page {
			t.Errorf("401: %v %v", a, a.header)
		}
	})
}
