package chat

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Region is the data centre of a Chat app. It is chosen when the app is created,
// never changes and determines the host. Chat refuses calls to another host (codes
// 70016 and 70020).
type Region string

// The regions of Chat. There are no others.
const (
	RegionChina         Region = "china"
	RegionSingapore     Region = "singapore"
	RegionSeoul         Region = "seoul"
	RegionTokyo         Region = "tokyo"
	RegionFrankfurt     Region = "frankfurt"
	RegionSiliconValley Region = "siliconvalley"
	RegionJakarta       Region = "jakarta"
)

// regions lists the hosts in the vendor's order.
// Source: the table of https://www.tencentcloud.com/document/product/1047/53442
var regions = []struct {
	region Region
	host   string
}{
	{RegionChina, "console.tim.qq.com"},
	{RegionSingapore, "adminapisgp.im.qcloud.com"},
	{RegionSeoul, "adminapikr.im.qcloud.com"},
	{RegionTokyo, "adminapijpn.im.qcloud.com"},
	{RegionFrankfurt, "adminapiger.im.qcloud.com"},
	{RegionSiliconValley, "adminapiusa.im.qcloud.com"},
	{RegionJakarta, "adminapiidn.im.qcloud.com"},
}

// Regions returns the regions of Chat.
func Regions() []Region {
	all := make([]Region, len(regions))
	for i, r := range regions {
		all[i] = r.region
	}
	return all
}

// Host returns the name of the region's REST host. It is empty for an unknown region.
func (r Region) Host() string {
	for _, known := range regions {
		if known.region == r {
			return known.host
		}
	}
	return ""
}

// ParseRegion parses the name of a region. Its error lists the names.
func ParseRegion(name string) (Region, error) {
	if r := Region(name); r.Host() != "" {
		return r, nil
	}
	return "", fmt.Errorf("must be one of %s", strings.Trim(strings.ReplaceAll(fmt.Sprint(Regions()), " ", ", "), "[]"))
}

// ParseEndpoint parses an endpoint that replaces the region's: https://host[:port].
// It allows http only for a loopback address, since the signature in the URL must not
// cross a network unencrypted. Its errors do not quote the text, which may contain a
// password.
func ParseEndpoint(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || !validPort(u.Port()) {
		return nil, errors.New("must be https://host[:port]")
	}
	if u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errors.New("must be https://host[:port] and nothing more")
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
	case u.Scheme == "http":
		return nil, errors.New("must be https: http is for loopback addresses only")
	}
	return nil, errors.New("must begin with https://")
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// endpoint returns the URL to which the client sends its calls.
func (o *Options) endpoint() (*url.URL, error) {
	if o.Endpoint != "" {
		return ParseEndpoint(o.Endpoint)
	}
	if _, err := ParseRegion(string(o.Region)); err != nil {
		return nil, fmt.Errorf("region: %w", err)
	}
	return &url.URL{Scheme: "https", Host: o.Region.Host()}, nil
}
