package chat_test

import (
	"strings"
	"testing"

	"chatmarks/chat"
)

// hosts are the hosts on the vendor's page, in its order.
var hosts = []struct{ region, host string }{
	{"china", "console.tim.qq.com"},
	{"singapore", "adminapisgp.im.qcloud.com"},
	{"seoul", "adminapikr.im.qcloud.com"},
	{"tokyo", "adminapijpn.im.qcloud.com"},
	{"frankfurt", "adminapiger.im.qcloud.com"},
	{"siliconvalley", "adminapiusa.im.qcloud.com"},
	{"jakarta", "adminapiidn.im.qcloud.com"},
}

func TestRegionsAreTheVendorsSeven(t *testing.T) {
	t.Parallel()
	regions := chat.Regions()
	if len(regions) != len(hosts) {
		t.Fatalf("%d regions, want %d", len(regions), len(hosts))
	}
	for i, want := range hosts {
		r, err := chat.ParseRegion(want.region)
		if err != nil || r != regions[i] || r.Host() != want.host {
			t.Errorf("%s: %q at %q, %v; want %q", want.region, r, r.Host(), err, want.host)
		}
	}
}

func TestCallsGoToTheHostOfTheRegion(t *testing.T) {
	t.Parallel()
	for _, want := range hosts {
		network := newCanned(ok())
		client := newClient(t, func(o *chat.Options) { o.Region, o.HTTPClient = chat.Region(want.region), network })
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
		if u := network.requests()[0].url; !strings.HasPrefix(u, "https://"+want.host+"/v4/") {
			t.Errorf("%s: another host", want.region)
		}
	}
}

func TestRegionUnknown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Singapore", "singapore ", "mumbai", "adminapisgp.im.qcloud.com", "evil.example"} {
		r, err := chat.ParseRegion(name)
		if err == nil || r != "" || chat.Region(name).Host() != "" {
			t.Errorf("%q: region %q, %v", name, r, err)
			continue
		}
		for _, want := range hosts {
			if !strings.Contains(err.Error(), want.region) {
				t.Errorf("%q: the error does not name %s", name, want.region)
			}
		}
	}
}

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://chat.example":            "https://chat.example",
		"https://chat.example/":           "https://chat.example",
		"https://chat.example:8443":       "https://chat.example:8443",
		"HTTPS://chat.example":            "https://chat.example",
		"https://10.0.0.1":                "https://10.0.0.1",
		"https://[2001:db8::1]:443":       "https://[2001:db8::1]:443",
		"http://127.0.0.1:8080":           "http://127.0.0.1:8080",
		"http://127.255.0.9":              "http://127.255.0.9",
		"http://localhost:1":              "http://localhost:1",
		"http://[::1]:80":                 "http://[::1]:80",
		"":                                "",
		"https://":                        "",
		"https:///path":                   "",
		"https://:443":                    "",
		"https:chat.example":              "",
		"chat.example":                    "",
		"//chat.example":                  "",
		"ftp://chat.example":              "",
		"http://chat.example":             "",
		"http://10.0.0.1":                 "",
		"http://localhost.chat.example":   "",
		"http://127.0.0.1.chat.example":   "",
		"http://0.0.0.0":                  "",
		"https://chat.example/v4":         "",
		"https://chat.example?x=1":        "",
		"https://chat.example?":           "",
		"https://chat.example#x":          "",
		"https://user@chat.example":       "",
		"https://user:word@chat.example":  "",
		"https://chat example":            "",
		"https://chat.example:port":       "",
		"https://chat.example:99999":      "",
		"https://chat.example:0":          "",
		"https://chat.example\r\nX: y":    "",
		"https://user:s3cret@h/%zz":       "",
		"http://user:s3cret@127.0.0.1":    "",
		"s3cret://h":                      "",
		"https://h/s3cret?s3cret#s3cret":  "",
		"http://s3cret.example":           "",
		"https://s3cret:s3cret":           "",
		"https://127.0.0.1:80@s3cret.com": "",
	} {
		u, err := chat.ParseEndpoint(text)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q is taken, as %v", text, u)
		case want != "" && err != nil:
			t.Errorf("%q: %v", text, err)
		case want != "" && u.String() != want:
			t.Errorf("%q: %v", text, u)
		case err != nil && strings.Contains(err.Error(), "s3cret"):
			t.Errorf("%q is quoted: %v", text, err)
		}
	}
}
