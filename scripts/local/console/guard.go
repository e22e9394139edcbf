package console

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets the page load resources only from its own origin and run only its own
// script files.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard protects the page and its API from other sites. A browser on this machine also
// runs their scripts, which can reach a loopback address directly, or under a name of
// theirs that resolves to it (DNS rebinding).
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if reason := refusal(r); reason != "" {
			writeError(w, http.StatusForbidden, "refused: "+reason)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refusal returns why a request is refused, or "" if it is allowed.
func refusal(r *http.Request) string {
	switch {
	case !loopbackHost(r.Host):
		return "the Host is not this machine's own address"
	case !strings.HasPrefix(r.URL.Path, Prefix+"api/"):
		return "" // the page and its files are public, and a link may lead here
	case !sameOrigin(r):
		return "the request comes from another site"
	case r.Method == http.MethodPost || r.Method == http.MethodPut:
		// A page of another site can send this type only after a preflight request, which
		// always fails.
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			return "the Content-Type is not application/json"
		}
	}
	return ""
}

// loopbackHost reports whether a Host is a loopback address or localhost. Any other name
// is refused, even if it resolves to a loopback address.
func loopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// sameOrigin reports whether the browser's headers name this origin as the sender.
// Another port of this machine is another origin, which Sec-Fetch-Site calls same-site. A
// client without these headers is not a browser.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || strings.EqualFold(origin, "http://"+r.Host)
}
