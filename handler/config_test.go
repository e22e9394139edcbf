package handler_test

import (
	"fmt"
	"strings"
	"testing"
)

// secret is part of values that must not appear in any output.
const secret = "pl4nted-value"

// health calls the health check. cause is the cause in the log.
func (f *function) health() (status int, cause string) {
	f.Helper()
	before := len(f.log.all(f))
	got := f.http(object{"httpMethod": "GET", "path": "/healthz"})
	if lines := f.log.all(f)[before:]; len(lines) == 1 { // LOG_LEVEL may suppress the line
		cause, _ = lines[0]["cause"].(string)
	}
	if strings.Contains(got.Body+cause, secret) {
		f.Errorf("a value comes out: %s %s", got.Body, cause)
	}
	if got.StatusCode == 500 {
		got.failure(f).expect(f, "ConfigurationError")
	}
	return got.StatusCode, cause
}

func TestConfigurationVariables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ good, bad []string }{
		"CHAT_SDKAPPID":          {[]string{"1", " 1400000001 ", "9223372036854775807"}, []string{"", "0", "-1", "1e3", "x", "9223372036854775808", "1,x", "1 2", secret}},
		"CHAT_SECRET_KEY":        {[]string{"k"}, []string{"", "  "}},
		"CHAT_REGION":            {[]string{"china", " china\n"}, []string{"", "China", "mumbai", "ap-singapore", secret}},
		"CHAT_ADMIN":             {[]string{"", "administrator", "a b:c"}, []string{strings.Repeat("a", 33), "ä", secret + "\x00"}},
		"CHAT_ENDPOINT":          {[]string{"", "https://chat.example", "https://chat.example:8443/", "http://127.0.0.1:1", "http://localhost:80", "http://[::1]"}, []string{"http://chat.example", "chat.example", "https://", "https://u:" + secret + "@chat.example", "https://chat.example/v4", "https://chat.example?" + secret, "ftp://chat.example", "https://chat.example:0"}},
		"CHAT_USERSIG_TTL":       {[]string{"", "1s", "24h", "438000h"}, []string{"0", "999ms", "-1h", "24", "438001h", secret}},
		"CHAT_ATTEMPT_TIMEOUT":   {[]string{"", "1ms", "4s", "15m"}, []string{"0s", "-1s", "16m", "4", secret}},
		"CHAT_MAX_ATTEMPTS":      {[]string{"", "1", "100"}, []string{"0", "101", "-1", "3.0", secret}},
		"CHAT_RETRY_CODES":       {[]string{"", "50004", "50004, 50005,60008,60014,70169,70202,70500"}, []string{"50003", "60007", "0", "50004,x", "50004;50005", secret}},
		"CHAT_RATE_LIMIT":        {[]string{"", "0", "1", "200"}, []string{"-1", "1.5", "ten", secret}},
		"CHAT_MAX_CONVERSATIONS": {[]string{"", "1", "300", "1000"}, []string{"0", "1001", "-5", secret}},
		"CALLER_AUTH":            {[]string{"", "usersig", "none", "usersig,usersig"}, []string{"USERSIG", "none,usersig", "basic", secret}},
		"CALLER_TOKENS":          {[]string{"", strings.Repeat("t", 32), strings.Repeat("t", 32) + ", " + strings.Repeat("u", 40)}, []string{strings.Repeat("t", 31), strings.Repeat("t", 32) + "," + secret, strings.Repeat("t", 20) + " " + strings.Repeat("t", 20), strings.Repeat("é", 32)}},
		"CORS_ALLOW_ORIGINS":     {[]string{"", "*", "https://app.example", "https://app.example, http://localhost:3000", "https://xn--bcher-kva.example,http://127.0.0.1:8080,http://[::1]:65535,https://a_b.example.:80", "http://3dserver:8080,https://app.1e", "https://[::ffff:102:304]"}, []string{"capacitor://localhost", "ftp://app.example", "https://app.example:443", "http://app.example:80", "https://app.example:", "https://app.example:0", "https://app.example:08443", "https://app.example:65536", "https://bücher.example", "https://app.example?", "https://app.example#", "https://", "https://a b.example", "https://a%62.example", "http://127.1", "https://1.2.3.4.", "http://0x7f.1", "https://[::ffff:1.2.3.4]", "http://1.2.3.0x4", "http://[::0001]", "https://app.EXAMPLE", "HTTPS://app.example", "https://app.example https://other.example", "app.example", "https://app.example/", "https://u:" + secret + "@app.example", "null", "https://*.example", "https://App.example"}},
		"HTTPS_PROXY":            {[]string{"", "http://proxy.example:3128", "proxy.example:3128", "https://u:" + secret + "@proxy.example", "socks5://127.0.0.1:1080"}, []string{"http://", "ftp://proxy.example", "http://u:" + secret + "@", "http://proxy.example:" + secret}},
		"LOG_LEVEL":              {[]string{"", "debug", "info", "INFO", "warn", "error"}, []string{"trace", "INFO+1", "4", secret}},
	} {
		f := newCanned(t, unreachable(t))
		for _, value := range c.good {
			f.env = environment("CHAT_SECRET_KEY", "k", name, value)
			if status, cause := f.health(); status != 200 {
				t.Errorf("%s=%q: %d %s", name, value, status, cause)
			}
		}
		for _, value := range c.bad {
			f.env = environment("CHAT_SECRET_KEY", "k", name, value)
			status, cause := f.health()
			if status != 500 || !strings.HasPrefix(cause, name) || strings.Contains(cause, "; ") {
				t.Errorf("%s=%q: %d %s", name, value, status, cause)
			}
		}
	}
}

func TestConfigurationFaultsAtOnce(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	bad := []string{
		"CHAT_REGION", "CHAT_ADMIN", "CHAT_ENDPOINT", "CHAT_USERSIG_TTL", "CHAT_ATTEMPT_TIMEOUT", "CHAT_MAX_ATTEMPTS", "CHAT_RETRY_CODES",
		"CHAT_RATE_LIMIT", "CHAT_MAX_CONVERSATIONS", "CALLER_AUTH", "CALLER_TOKENS", "CORS_ALLOW_ORIGINS", "HTTPS_PROXY", "LOG_LEVEL",
	}
	f.env = environment("CHAT_SECRET_KEY", "")
	for _, name := range bad {
		f.env[name] = secret + " that is far too long to be an identifier"
	}
	_, cause := f.health()
	for _, name := range append(bad, "CHAT_SECRET_KEY_1400000001") {
		if !strings.Contains(cause, name+": ") && name != "CHAT_SECRET_KEY_1400000001" || strings.Count(cause, name+": ") > 1 {
			t.Errorf("%s is not named once in %s", name, cause)
		}
	}
	if !strings.Contains(cause, "CHAT_SECRET_KEY: required") {
		t.Errorf("the missing key is not named in %s", cause)
	}
}

func TestConfigurationOfTwentyApps(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t), "CALLER_AUTH", strings.Repeat(secret+",", 100))
	var ids []string
	for n := range 20 {
		ids = append(ids, fmt.Sprint(1400000001+n))
	}
	f.env["CHAT_SDKAPPID"] = strings.Join(ids, ",")
	delete(f.env, "CHAT_REGION")
	for _, id := range ids {
		f.env["CHAT_ADMIN_"+id] = secret + strings.Repeat("x", 32)
	}
	_, cause := f.health()
	for _, id := range ids {
		for _, name := range []string{"CHAT_SECRET_KEY_" + id, "CHAT_ADMIN_" + id} {
			if !strings.Contains(cause, name+": ") {
				t.Errorf("%s is not named in %.200s", name, cause)
			}
		}
	}
}

func TestConfigurationOfAnApp(t *testing.T) {
	t.Parallel()
	two := []string{"CHAT_SDKAPPID", "1400000001,1400000002"}
	for name, c := range map[string]struct {
		settings []string
		fault    string
	}{
		"a plain key for two":            {nil, "CHAT_SECRET_KEY_1400000001: required; CHAT_SECRET_KEY_1400000002: required"},
		"a key for one of two":           {[]string{"CHAT_SECRET_KEY_1400000001", "k"}, "CHAT_SECRET_KEY_1400000002: required"},
		"a key for each":                 {[]string{"CHAT_SECRET_KEY_1400000001", "k", "CHAT_SECRET_KEY_1400000002", "l"}, ""},
		"no region for one":              {[]string{"CHAT_SECRET_KEY_1400000001", "k", "CHAT_SECRET_KEY_1400000002", "l", "CHAT_REGION", "", "CHAT_REGION_1400000001", "china"}, "CHAT_REGION: required"},
		"a bad region of one":            {[]string{"CHAT_SECRET_KEY_1400000001", "k", "CHAT_SECRET_KEY_1400000002", "l", "CHAT_REGION_1400000002", secret}, "CHAT_REGION_1400000002: must"},
		"a bad region of both, once":     {[]string{"CHAT_SECRET_KEY_1400000001", "k", "CHAT_SECRET_KEY_1400000002", "l", "CHAT_REGION", secret}, "CHAT_REGION: must"},
		"a bad admin of one":             {[]string{"CHAT_SECRET_KEY_1400000001", "k", "CHAT_SECRET_KEY_1400000002", "l", "CHAT_ADMIN_1400000001", "é"}, "CHAT_ADMIN_1400000001: must"},
		"an app twice":                   {[]string{"CHAT_SDKAPPID", "1400000001,1400000001"}, "CHAT_SDKAPPID: names an app twice"},
		"no number, and more":            {[]string{"CHAT_SDKAPPID", secret, "CHAT_REGION", "moon", "CHAT_ADMIN", "é", "CHAT_SECRET_KEY", ""}, "CHAT_SDKAPPID: must be one decimal number, or several separated by commas; CHAT_SECRET_KEY: required; CHAT_REGION: must"},
		"no number, its own key":         {[]string{"CHAT_SDKAPPID", "0", "CHAT_SECRET_KEY", "", "CHAT_SECRET_KEY_0", "k", "CHAT_ADMIN_0", "é"}, "CHAT_SDKAPPID: must be one decimal number, or several separated by commas; CHAT_ADMIN: must"},
		"a name for a number":            {[]string{"CHAT_SDKAPPID", "REGION", "CHAT_REGION", "moon"}, "CHAT_SDKAPPID: must be one decimal number, or several separated by commas; CHAT_REGION: must"},
		"one of two is no number":        {[]string{"CHAT_SDKAPPID", "1400000001,x"}, "CHAT_SDKAPPID: must"},
		"the name with an id, one app":   {[]string{"CHAT_SDKAPPID", "1400000001", "CHAT_SECRET_KEY", "", "CHAT_SECRET_KEY_1400000001", "k"}, ""},
		"the name with another app's id": {[]string{"CHAT_SDKAPPID", "1400000001", "CHAT_SECRET_KEY", "", "CHAT_SECRET_KEY_1400000002", "k"}, "CHAT_SECRET_KEY: required"},
	} {
		f := newCanned(t, unreachable(t), append(two, c.settings...)...)
		status, cause := f.health()
		if (status == 500) != (c.fault != "") || !strings.HasPrefix(cause, c.fault) || strings.Count(cause, "CHAT_REGION: ") > 1 {
			t.Errorf("%s: %d %s", name, status, cause)
		}
	}
}
