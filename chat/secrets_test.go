package chat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// echo answers with a code. Its ErrorInfo has the result of part for the request.
func echo(part func(*http.Request) string) play {
	return func(r *http.Request) (*http.Response, error) {
		return answer(200, fmt.Sprintf(`{"ActionStatus":"FAIL","ErrorCode":50002,"ErrorInfo":%s}`, strconv.Quote("bad request: "+part(r))))(r)
	}
}

func usersig(r *http.Request) string { return r.URL.Query().Get("usersig") }

// quoting fails like an http.Client, with the whole URL in its text.
func quoting(r *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New("broken")}
}

var leaks = map[string]play{
	"ErrorInfo echoes the query":                  echo(func(r *http.Request) string { return r.URL.RawQuery }),
	"ErrorInfo echoes the URL":                    echo(func(r *http.Request) string { return r.URL.String() }),
	"ErrorInfo echoes the UserSig":                echo(usersig),
	"ErrorInfo echoes the UserSig, escaped":       echo(func(r *http.Request) string { return url.QueryEscape(usersig(r)) }),
	"ErrorInfo echoes the UserSig, escaped twice": echo(func(r *http.Request) string { return url.QueryEscape(url.QueryEscape(usersig(r))) }),
	"ErrorInfo echoes the UserSig, cut short":     echo(func(r *http.Request) string { return usersig(r)[:len(usersig(r))-5] }),
	"ErrorInfo echoes the UserSig at its end":     echo(func(r *http.Request) string { return strings.Repeat("x ", 200) + usersig(r) }),
	"ErrorInfo knows the key":                     echo(func(*http.Request) string { return chattest.DemoApp().SecretKey }),
	"the body echoes the query":                   func(r *http.Request) (*http.Response, error) { return answer(200, r.URL.RawQuery)(r) },
	"the body echoes it in the wrong types": func(r *http.Request) (*http.Response, error) {
		return answer(200, strings.ReplaceAll(`{"ErrorCode":"S","ActionStatus":{"S":"S"},"S":"S","ContactResultItem":[{"StandardMark":"S"}]}`, "S", usersig(r)))(r)
	},
	"a status whose body echoes the query": func(r *http.Request) (*http.Response, error) {
		return answer(400, r.URL.RawQuery, "Location", r.URL.String(), "Retry-After", r.URL.RawQuery)(r)
	},
	"the transport quotes the URL":           quoting,
	"the transport quotes it without a type": func(r *http.Request) (*http.Response, error) { return nil, errors.New(r.URL.String()) },
	"the transport quotes it and times out": func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: context.DeadlineExceeded}
	},
	"Chat refuses the signature": code(70001),
}

// No failure contains a secret, in any of its parts.
func TestNoSecretInErrorsOfACall(t *testing.T) {
	t.Parallel()
	for name, step := range leaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network, _, err := search(t, step)
			checkSecrets(t, err, usersig(network.requests()[0].Request))
		})
	}
}

// The same test over real connections, through our own pool and through http.Client.
func TestNoSecretInErrorsOfTheNetwork(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"reset*", "eof*", "truncate*", "chunkcut*", "redirect", "garbage", "html", "empty", "undocumented", "http503*", "hang*", "stall*", "70009", "endless"} {
		for name, through := range map[string]func() doer{
			"our pool":    func() doer { return chat.NewHTTPClient(8) },
			"http.Client": func() doer { return &http.Client{Transport: &http.Transport{}, Timeout: 200 * ms} },
		} {
			t.Run(script+" through "+name, func(t *testing.T) {
				t.Parallel()
				s := startServer(t, chattest.Options{}, script)
				network := through()
				t.Cleanup(network.CloseIdleConnections)
				client := newClient(t, func(o *chat.Options) {
					o.Endpoint, o.HTTPClient, o.MaxAttempts, o.AttemptTimeout = s.URL(), network, 2, 100*ms
				})
				ctx, cancel := context.WithTimeout(t.Context(), 150*ms)
				defer cancel()
				_, err := client.SearchContactGroup(ctx, sample())
				var sent string
				if j := s.Journal(); len(j) > 0 {
					sent = j[0].UserSig
				}
				checkSecrets(t, err, sent)
			})
		}
	}
}

type doer interface {
	Do(*http.Request) (*http.Response, error)
	CloseIdleConnections()
}

func TestNoSecretInErrorsOfConnecting(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.EnableHTTP2 = true
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + l.Addr().String()
	l.Close()
	for _, endpoint := range []string{untrusted.URL, refused, "https://proxied.example", "https://" + strings.TrimPrefix(refused, "http://")} {
		for _, network := range []doer{chat.NewHTTPClient(8), &http.Client{Transport: http.DefaultTransport, Timeout: time.Second}} {
			client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = endpoint, network, 2 })
			_, err := client.SearchContactGroup(t.Context(), sample())
			checkSecrets(t, err, "")
			if strings.Contains(err.Error(), "proxyword") {
				t.Error("the password of the proxy")
			}
			network.CloseIdleConnections()
		}
	}
}

func TestNoSecretInErrorsOfOptions(t *testing.T) {
	t.Parallel()
	key := chattest.DemoApp().SecretKey
	_, err := chat.New(chat.Options{SecretKey: key, Admin: key, Region: chat.Region(key), Endpoint: "https://" + key + ":" + key + "@" + key + "/" + key, MaxAttempts: -1})
	checkSecrets(t, err, "")
	_, err = chat.New(chat.Options{SecretKey: key, Region: chat.Region(key)})
	checkSecrets(t, err, "")
	client := newClient(t, nil)
	_, err = client.SearchContactGroup(t.Context(), &chat.SearchContactGroupInput{FromAccount: key, ContactItem: []chat.ContactItem{{Type: 1, ToAccount: key}}})
	checkSecrets(t, err, "")
}

// checkSecrets checks err and all errors that it wraps, except those of net/http below
// a NetworkError.
func checkSecrets(t *testing.T, err error, userSig string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	secrets := []string{chattest.DemoApp().SecretKey, "usersig="}
	if userSig != "" {
		// A UserSig ends with its signature, so even its second half is a secret.
		secrets = append(secrets, userSig, url.QueryEscape(userSig), userSig[len(userSig)/2:])
	}
	for _, text := range append(texts(err), fmt.Sprintf("%v %+v", err, err)) {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("a secret in an error, %d bytes of it", len(secret))
			}
		}
	}
}

func texts(err error) []string {
	if err == nil {
		return nil
	}
	all := []string{err.Error()}
	if _, network := err.(*chat.NetworkError); network {
		return all
	}
	switch wrapped := err.(type) {
	case interface{ Unwrap() error }:
		all = append(all, texts(wrapped.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, e := range wrapped.Unwrap() {
			all = append(all, texts(e)...)
		}
	}
	return all
}
