package handler

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// CORS by hand rather than by github.com/rs/cors: its check of
// Access-Control-Request-Headers takes only the sorted lower-case list that
// browsers send, its origins know patterns that this function does not offer,
// and what is left are these few lines.

// allowedHeaders are the headers that a page may send. The star lets browser
// tracers add theirs, without which the preflight fails; it is valid because
// credentials are never allowed, and does not cover Authorization
// (https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
const allowedHeaders = "Authorization, Content-Type, *"

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
		a.header("Access-Control-Allow-Headers", allowedHeaders)
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

// validOrigin reports whether text is *, or an origin that a browser can send for
// a web page: http or https, a host in lower-case ASCII (xn--… for other letters),
// and a port only if it is not the scheme's own
// (https://url.spec.whatwg.org/#concept-url-origin). Any other would never match.
func validOrigin(text string) bool {
	if text == "*" {
		return true
	}
	u, err := url.Parse(text)
	if err != nil || text != u.Scheme+"://"+u.Host || !validHost(u.Hostname()) {
		return false
	}
	defaultPort := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return defaultPort != "" && u.Host == strings.TrimSuffix(u.Host, ":") &&
		(u.Port() == "" || err == nil && port > 0 && u.Port() != defaultPort && u.Port() == strconv.FormatUint(port, 10))
}

// validHost reports whether a browser writes a host so: a name in lower-case
// ASCII, or an address in its shortest form.
func validHost(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.Contains(host, ":") || last != "" && last[0] >= '0' && last[0] <= '9' {
		address, err := netip.ParseAddr(host)
		return err == nil && address.Zone() == "" && address.String() == host
	}
	return host != "" && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}
