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

func TestNoFailureOfChatShowsASecret(t *testing.T) {
	t.Parallel()
	for _, step := range []string{
		"reset", "eof", "truncate", "chunkcut", "endless", "big", "hang", "stall", "garbage", "html", "empty", "redirect", "undocumented",
		"http302", "http401", "http407", "http500", "70001", "70009", "50003", "50004", "60002", "99999", "ok",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			f := newFunction(t, script(step), "CHAT_ATTEMPT_TIMEOUT", "80ms", "CHAT_MAX_ATTEMPTS", "2")
			text := f.everywhere(f.event(sample), sample, kafka(sample))
			for _, entry := range f.chat.Journal() {
				expectNone(t, step, text, entry.Query)
			}
		})
	}
}

func TestNoEchoOfTheQueryShowsASecret(t *testing.T) {
	t.Parallel()
	var query url.Values
	for name, echo := range map[string]func(*http.Request) string{
		"the URL":           func(r *http.Request) string { return "cannot serve " + r.URL.String() },
		"the query":         func(r *http.Request) string { return r.URL.RawQuery },
		"the UserSig":       func(r *http.Request) string { return "bad UserSig " + r.URL.Query().Get("usersig") },
		"a part of it":      func(r *http.Request) string { return "bad UserSig " + r.URL.Query().Get("usersig")[5:] },
		"the key":           func(*http.Request) string { return "signed with " + demo.SecretKey },
		"a query in quotes": func(r *http.Request) string { return fmt.Sprintf("%q", r.URL.RequestURI()) },
	} {
		for _, code := range []int{50002, 50004, 70009, 99999, 60007} {
			f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
				query = r.URL.Query()
				return refusing(code, echo(r))(r)
			}), "CHAT_MAX_ATTEMPTS", "1")
			text := f.everywhere(f.event(sample), sample)
			userSig := query.Get("usersig")
			if strings.Contains(text, userSig[10:]) || strings.Contains(text, url.QueryEscape(userSig)) {
				t.Errorf("%s with %d: a signature in %s", name, code, text)
			}
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

func TestARefusedConnectionShowsNoSecret(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "", "CHAT_MAX_ATTEMPTS", "1")
	f.chat.Close()
	text := f.everywhere(f.event(sample), sample)
	if !strings.Contains(text, "connection refused") || strings.Contains(text, "usersig") || strings.Contains(text, "127.0.0.1") {
		t.Errorf("got %s", text)
	}
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
