package handler

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// CORS by hand rather than by github.com/rs/cors: its check of
// Access-Control-Request-Headers takes only the sorted lower-case list that
// browsers send, its origins know patterns that this function does not offer,
// and what is left are these few lines.

// cors adds the headers that let a page of another origin read the answer, where
// that origin may. Credentials are never allowed: the Authorization header is
// set by the page itself, not by the browser.
func (c *config) cors(r *http.Request, a *reply) {
	if len(c.corsOrigins) == 0 {
		return
	}
	a.header("Vary", "Origin")
	allowed := c.allowedOrigin(r.Header["Origin"])
	if allowed == "" {
		return
	}
	a.header("Access-Control-Allow-Origin", allowed)
	a.header("Access-Control-Expose-Headers", "X-Request-ID, Retry-After")
	if r.Method == http.MethodOptions {
		a.header("Access-Control-Allow-Methods", "POST, GET, HEAD")
		a.header("Access-Control-Allow-Headers", "Authorization, Content-Type")
		a.header("Access-Control-Max-Age", "7200")
	}
}

// allowedOrigin is the origin that may read the answer, empty for none.
func (c *config) allowedOrigin(origins []string) string {
	if len(origins) != 1 || origins[0] == "" {
		return ""
	}
	if slices.Contains(c.corsOrigins, "*") {
		return "*"
	}
	if slices.Contains(c.corsOrigins, origins[0]) {
		return origins[0]
	}
	return ""
}

// validOrigin reports whether text is an origin as browsers send it,
// scheme://host[:port] in lower case, or *. One with a * in it is never sent:
// who writes that expects a pattern.
func validOrigin(text string) bool {
	if text == "*" {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && u.Host != "" && !strings.Contains(u.Host, "*") && u.User == nil && text == strings.ToLower(u.Scheme+"://"+u.Host)
}
