package handler_test

import (
	"net/http"
	"testing"
)

func TestCORS(t *testing.T) {
	t.Parallel()
	const app, other = "https://app.example", "https://evil.example"
	for name, c := range map[string]struct {
		setting string
		origin  any
		allowed string
	}{
		"not set":                       {"", app, ""},
		"the origin that is named":      {app, app, app},
		"one of several":                {"https://a.example, " + app, app, app},
		"the origin in another case":    {app, "https://APP.example", ""},
		"another origin":                {app, other, ""},
		"one that begins the same":      {app, app + ".evil.example", ""},
		"the same with another port":    {app, app + ":8443", ""},
		"the same over http":            {app, "http://app.example", ""},
		"no origin":                     {app, nil, ""},
		"null":                          {app, "null", ""},
		"two origins":                   {app, []any{app, app}, ""},
		"everybody":                     {"*", other, "*"},
		"everybody, no origin":          {"*", nil, ""},
		"everybody, beside a named one": {app + ",*", other, "*"},
	} {
		f := newCanned(t, refusing(60007, ""), "CORS_ALLOW_ORIGINS", c.setting)
		origin := header("origin", c.origin)
		if c.origin == nil {
			origin = noHeader("origin")
		}
		vary := ""
		if c.setting != "" {
			vary = "Origin"
		}
		preflight := f.post("", origin, with("httpMethod", "OPTIONS"), noHeader("authorization"),
			header("access-control-request-method", "POST"), header("access-control-request-headers", "content-type,authorization"))
		for what, got := range map[string]response{"preflight": preflight, "answer": f.post(sample, origin), "refusal": f.post("{", origin)} {
			want := map[string]string{"Vary": vary, "Access-Control-Allow-Origin": c.allowed, "Access-Control-Allow-Credentials": ""}
			if c.allowed != "" {
				want["Access-Control-Expose-Headers"] = "X-Request-ID, Retry-After"
			}
			if c.allowed != "" && what == "preflight" {
				want["Access-Control-Allow-Methods"] = "POST, GET, HEAD"
				want["Access-Control-Allow-Headers"] = "Authorization, Content-Type, *"
				want["Access-Control-Max-Age"] = "7200"
			}
			for _, header := range []string{"Access-Control-Expose-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"} {
				want[header] += ""
			}
			for header, value := range want {
				if got.Headers[header] != value {
					t.Errorf("%s, %s: %s %q, not %q", name, what, header, got.Headers[header], value)
				}
			}
		}
		if preflight.StatusCode != 204 || preflight.Body != "" || preflight.Headers["Allow"] == "" {
			t.Errorf("%s: preflight %d %q %v", name, preflight.StatusCode, preflight.Body, preflight.Headers)
		}
	}
}

func TestCORSOfEveryFailure(t *testing.T) {
	t.Parallel()
	panicking := clientFunc(func(*http.Request) (*http.Response, error) { panic("x") })
	f := newCanned(t, panicking, "CORS_ALLOW_ORIGINS", "*")
	for status, change := range map[int]func(object){
		500: func(object) {},
		401: noHeader("authorization"),
		405: with("httpMethod", "PUT"),
		404: with("queryString", object{"sdkappid": "7"}),
	} {
		got := f.post(sample, header("origin", "https://app.example"), change)
		if got.StatusCode != status || got.Headers["Access-Control-Allow-Origin"] != "*" {
			t.Errorf("%d %v", got.StatusCode, got.Headers)
		}
	}
	f.env = environment("CORS_ALLOW_ORIGINS", "https://app.example", "CHAT_REGION", "moon")
	got := f.post(sample, header("origin", "https://app.example"))
	expectRow(t, got, "ConfigurationError")
	if allowed := got.Headers["Access-Control-Allow-Origin"]; allowed != "https://app.example" {
		t.Errorf("allowed %q", allowed)
	}
	f.env = environment("CORS_ALLOW_ORIGINS", "https://app.example,nonsense")
	if allowed := f.post(sample, header("origin", "https://app.example")).Headers["Access-Control-Allow-Origin"]; allowed != "" {
		t.Errorf("allowed %q by a setting that is wrong", allowed)
	}
}
