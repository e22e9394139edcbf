package settings

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Origins are the origins of web pages that may call the function; "*" allows all.
type Origins []string

// Allow returns the value of Access-Control-Allow-Origin for an origin, or "" if the
// origin is not allowed.
func (o Origins) Allow(origin string) string {
	switch {
	case origin != "" && slices.Contains(o, "*"):
		return "*"
	case slices.Contains(o, origin):
		return origin
	}
	return ""
}

func (r *reader) origins() Origins {
	const name = "CORS_ALLOW_ORIGINS"
	list := r.list(name)
	for _, origin := range list {
		if origin != "*" && !validOrigin(origin) {
			r.broken(name)
			return nil
		}
	}
	return list
}

// validOrigin reports whether text is an origin that a browser can send for a web page:
// http or https, a host in lower-case ASCII (xn--… for other letters), and a port only
// if it is not the default port of the scheme
// (https://url.spec.whatwg.org/#concept-url-origin). Any other origin would never match.
func validOrigin(text string) bool {
	u, err := url.Parse(text)
	if err != nil || text != u.Scheme+"://"+u.Host || !validHost(u.Hostname()) {
		return false
	}
	defaultPort := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return defaultPort != "" && !strings.HasSuffix(u.Host, ":") &&
		(u.Port() == "" || err == nil && port > 0 && u.Port() != defaultPort && u.Port() == strconv.FormatUint(port, 10))
}

// validHost reports whether a host is written as browsers write it: a name in
// lower-case ASCII, or an address in its shortest form.
func validHost(host string) bool {
	name := strings.TrimSuffix(host, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	_, numberErr := strconv.ParseUint(last, 0, 64)
	if strings.Contains(host, ":") || numberErr == nil || last != "" && strings.Trim(last, "0123456789") == "" {
		address, err := netip.ParseAddr(host)
		if address.Is4In6() { // browsers write the IPv4 part in hexadecimal, netip does not
			return !strings.Contains(host, ".")
		}
		return err == nil && address.Zone() == "" && address.String() == host
	}
	return host != "" && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}
