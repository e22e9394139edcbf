package handler_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// everywhere returns all output of a function for some events.
func (f *function) everywhere(events ...any) string {
	f.Helper()
	var out strings.Builder
	for _, event := range events {
		answer, err := f.invoke(event)
		fmt.Fprintln(&out, answer, err)
	}
	return out.String() + f.log.String()
}

// expectNone fails if text contains a part of a signed query.
func expectNone(t *testing.T, what, text string, query url.Values) {
	t.Helper()
	userSig := query.Get("usersig")
	for _, secret := range []string{userSig, url.QueryEscape(userSig), userSig[:80], userSig[len(userSig)-80:], "usersig", "identifier=", "contenttype"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s: %q is in %s", what, secret, text)
		}
	}
}

func TestNoErrorOfTheNetworkShowsASecret(t *testing.T) {
	t.Parallel()
	var query url.Values
	for name, fail := range map[string]func(r *http.Request) error{
		"an error with the URL": func(r *http.Request) error { return errors.New("Post " + r.URL.String() + ": broken") },
		"an error of http.Client": func(r *http.Request) error {
			return &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New(r.URL.RawQuery)}
		},
		"an error with a proxy's URL": func(*http.Request) error { return fmt.Errorf("proxy https://user:%s@proxy.example: refused", token) },
	} {
		f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
			query = r.URL.Query()
			return nil, fail(r)
		}), "CHAT_MAX_ATTEMPTS", "1")
		expectNone(t, name, f.everywhere(f.event(sample), sample, kafka(sample)), query)
	}
	f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
		query = r.URL.Query()
		panic(r.URL.String())
	}))
	expectNone(t, "a panic", f.everywhere(f.event(sample), sample, kafka(sample)), query)
}

func TestNoCredentialOfACallerComesOut(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t), "CALLER_AUTH", "usersig,token", "CALLER_TOKENS", token)
	for n, value := range []string{
		"UserSig user_0001:%s", "UserSig %s:x", "UserSig %s", "Bearer %s", "Basic %s", "%s", "%s:%s", "Bearer %s %s", "UserSig user_0001:%s!",
	} {
		planted := f.secrets.add(fmt.Sprintf("planted-credential-%d", n))
		got := f.post(sample, credential(strings.ReplaceAll(value, "%s", planted)), with("queryString", object{"token": planted}))
		got.expect(t, 401, "AuthFailure")
	}
	planted := f.secrets.add("planted-query")
	f.post(sample, with("queryString", object{"sdkappid": planted})).expect(t, 400, "InvalidParameter")
	f.post(sample, with("path", "/"+planted), header("content-type", planted)).expect(t, 415, "")
}
