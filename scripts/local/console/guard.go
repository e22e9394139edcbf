package console

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets the page load from where it came and nowhere else, and run no script that is not a file of it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard keeps other sites from the page and its API. A browser on this machine runs their scripts too, and they can reach a
// loopback address: directly, or under a name of theirs that they let point here (DNS rebinding).
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

// refusal says why a request is not let in; empty if it is.
func refusal(r *http.Request) string {
	switch {
	case !loopbackHost(r.Host):
		return "the Host is not this machine's own address"
	case !strings.HasPrefix(r.URL.Path, Prefix+"api/"):
		return "" // the page and its files hold nothing but what is public, and a link may lead here
	case !sameOrigin(r):
		return "the request comes from another site"
	case r.Method == http.MethodPost || r.Method == http.MethodPut:
		// A page of another site cannot send this type without asking first, and is never told yes.
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			return "the Content-Type is not application/json"
		}
	}
	return ""
}

// loopbackHost reports whether a Host is a loopback address or localhost. A name that another site has let point here is neither.
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

// sameOrigin reports whether what a browser says of the sender names this very address. Another port of this machine is another
// origin, which Sec-Fetch-Site calls same-site. A client that says nothing is no browser.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || strings.EqualFold(origin, "http://"+r.Host)
}
