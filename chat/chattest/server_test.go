package chattest_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"chatmarks/chat/chattest"
)

func TestOnlyLoopbackAddressesAreServed(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1"} {
		if s, err := chattest.NewServer(chattest.Options{Addr: addr}); err == nil {
			s.Close()
			t.Errorf("%q is served", addr)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "127.8.9.1:0"} {
		if s := start(t, chattest.Options{Addr: addr}); !strings.HasPrefix(s.URL(), "http://127.") {
			t.Errorf("%q is %q", addr, s.URL())
		}
	}
}

func TestBadAppsAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string][]chattest.App{
		"without an id": {{SecretKey: "k"}},
		"without a key": {{SDKAppID: 1}},
		"twice":         {{SDKAppID: 1, SecretKey: "k"}, {SDKAppID: 1, SecretKey: "l"}},
	}
	for name, apps := range tests {
		if s, err := chattest.NewServer(chattest.Options{Apps: apps}); err == nil {
			s.Close()
			t.Errorf("an app %s is taken", name)
		}
	}
}

func TestConnectionsAreCountedAndClosed(t *testing.T) {
	t.Parallel()
	for _, overTLS := range []bool{false, true} {
		s := start(t, chattest.Options{TLS: overTLS})
		c := client(t, s)
		for range 2 {
			if _, err := send(c, request(t, t.Context(), s, sampleRequest)); err != nil {
				t.Fatal(err)
			}
		}
		if s.Connections() != 1 || s.OpenConnections() != 1 || s.Journal()[1].Connection != 1 {
			t.Errorf("%d connections, %d open", s.Connections(), s.OpenConnections())
		}
		s.CloseConnections()
		if s.OpenConnections() != 0 {
			t.Errorf("%d open after all were closed", s.OpenConnections())
		}
		c.CloseIdleConnections() // the test does not depend on whether net/http has noticed the close
		if _, err := send(c, request(t, t.Context(), s, sampleRequest)); err != nil {
			t.Fatal(err)
		}
		if s.Connections() != 2 || s.Journal()[2].Connection != 2 {
			t.Errorf("%d connections, want a second one", s.Connections())
		}
	}
}

func TestServerCanBeMountedElsewhere(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	outer := httptest.NewServer(s)
	defer outer.Close()
	call := func() (answered, error) {
		r := request(t, t.Context(), s, sampleRequest)
		r.URL.Host = strings.TrimPrefix(outer.URL, "http://")
		return send(client(t, s), r)
	}
	if a, err := call(); err != nil || a.verdict(t).ErrorCode != 0 || s.Journal()[0].Connection != 0 {
		t.Errorf("%s, %v", a.body, err)
	}
	s.Script(chattest.Step{Action: chattest.Reset})
	if _, err := call(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("error is %v, want a reset", err)
	}
	s.Close()
	if _, err := call(); err == nil {
		t.Error("a closed server answers")
	}
}

func TestHTTPSOffersHTTP2(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{TLS: true})
	a := ask(t, s, sampleRequest)
	if !strings.HasPrefix(s.URL(), "https://") || a.proto != 2 || s.Journal()[0].Connection != 1 {
		t.Errorf("%s, HTTP/%d, connection %d", s.URL(), a.proto, s.Journal()[0].Connection)
	}
	if start(t, chattest.Options{}).Certificate() != nil {
		t.Error("plain HTTP has a certificate")
	}
}

func TestAddressInUseIsAnError(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	_, err := chattest.NewServer(chattest.Options{Addr: strings.TrimPrefix(s.URL(), "http://")})
	if _, ok := errors.AsType[*net.OpError](err); !ok {
		t.Errorf("error is %v", err)
	}
}

var _ http.Handler = (*chattest.Server)(nil)
