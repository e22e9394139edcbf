package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAddressIsThePublicOne(t *testing.T) {
	t.Parallel()
	const public = "https://1250000000-ab12cd34ef.ap-guangzhou.tencentscf.com"
	tests := map[string]struct{ output, want string }{
		"in colour":      {"triggers: \x1b[1m" + public + "\x1b[0m\n", public},
		"after private":  {"https://1250000000-ab12cd34ef.in.ap-guangzhou.tencentscf.com\n" + public + "/", public},
		"of before 2024": {`"https://1250000000-ab12cd34ef-sh.scf.tencentcs.com"`, "https://1250000000-ab12cd34ef-sh.scf.tencentcs.com"},
		"private alone":  {"https://1250000000-ab12cd34ef-sh-in.scf.tencentcs.com", ""},
		"other hosts":    {"https://console.cloud.tencent.com/sls/detail", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := address(test.output); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// serve answers as the function would, once healthz has been asked for a second time.
func serve(t *testing.T, status int, body string) target {
	t.Helper()
	looks := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/healthz" && looks == 0:
			looks++
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/healthz":
			_, _ = w.Write([]byte(`{"status":"ok","version":"v1"}`))
		case r.Header.Get("Authorization") != "Bearer "+strings.Repeat("t", 32):
			t.Errorf("authorization %q", r.Header.Get("Authorization"))
		default:
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}))
	t.Cleanup(server.Close)
	return target{url: server.URL, user: "administrator", version: "v1", client: &http.Client{CheckRedirect: refuse}}
}

func env(name string) string {
	return map[string]string{"CALLER_AUTH": "token", "CALLER_TOKENS": strings.Repeat("t", 32) + ", other"}[name]
}

func TestAdminIsThatOfTheFirstApp(t *testing.T) {
	t.Parallel()
	for want, set := range map[string]map[string]string{
		"administrator": {"CHAT_SDKAPPID": "1"},
		"boss":          {"CHAT_SDKAPPID": "1", "CHAT_ADMIN": "boss", "CHAT_ADMIN_2": "other"},
		"one":           {"CHAT_SDKAPPID": " 1 ,2", "CHAT_ADMIN": "boss", "CHAT_ADMIN_1": "one"},
	} {
		if got := admin(func(name string) string { return set[name] }); got != want {
			t.Errorf("%v: %s, want %s", set, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		want   string // of the error; empty for none
	}{
		"an answer":               {http.StatusOK, `{"requestID":"r1","conversations":[]}`, ""},
		"an account not imported": {http.StatusNotFound, `{"requestID":"r1","error":{"code":"ResourceNotFound","message":"m"}}`, ""},
		"a fault of the settings": {http.StatusInternalServerError, `{"requestID":"r1","error":{"code":"ConfigurationError","message":"m"}}`, `SCF_RequestId:"r1"`},
		"the platform's words":    {433, "Invoking task timed out after 3 seconds", "433"},
		"a redirect":              {http.StatusFound, `{}`, "302"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := serve(t, test.status, test.body).run(t.Context(), "", env)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	output := filepath.Join(t.TempDir(), "output")
	if err := os.WriteFile(output, []byte("no address"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ url, output, want string }{
		"no address at all":          {"", "", "-url must be an address"},
		"output without an address":  {"", output, "scripts/smoke -url"},
		"a credential without https": {"http://example.com", "", "https"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := target{url: test.url}.run(t.Context(), test.output, env)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}
