package chat_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

func contains(err error, text string) bool {
	return err == nil || strings.Contains(err.Error(), text)
}

func TestHTTP1IsUsedEvenIfHTTP2IsOffered(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if r.ProtoMajor != 1 || err != nil || len(body) == 0 || r.Header.Get("Idempotency-Key") != "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		_, _ = io.WriteString(w, good(``))
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	client, pool := secure(t, s, nil)
	for range 3 {
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Error(err)
		}
	}
	pool.CloseIdleConnections()
}

// secure returns a client that trusts s, and its pool.
func secure(t *testing.T, s *httptest.Server, change func(*chat.Options)) (*chat.Client, *chat.HTTPClient) {
	t.Helper()
	pool := chat.NewHTTPClient(8)
	pool.Trust(s.Certificate())
	t.Cleanup(pool.CloseIdleConnections)
	return newClient(t, func(o *chat.Options) {
		o.Endpoint, o.HTTPClient, o.MaxAttempts = s.URL, pool, 3
		if change != nil {
			change(o)
		}
	}), pool
}

func TestFakeOverTLS(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]int{"ok": 1, "reset,ok": 2, "truncate,ok": 2, "http503,50004,ok": 3} {
		s := startServer(t, chattest.Options{TLS: true}, script)
		pool := newPool(t, s)
		client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = s.URL(), pool, 3 })
		out, err := client.SearchContactGroup(t.Context(), sample())
		if err != nil || out.Attempts != want || len(out.ContactResultItem) != 2 {
			t.Errorf("%s: %+v, %v", script, out, err)
		}
	}
}

func TestCertificateThatDoesNotVerifyIsFinal(t *testing.T) {
	t.Parallel()
	var arrived atomic.Bool
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Store(true) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	_, trusting := secure(t, s, nil)
	for name, options := range map[string]chat.Options{
		"nobody knows its authority": {Endpoint: s.URL},
		"it is for another host":     {Endpoint: strings.Replace(s.URL, "127.0.0.1", "localhost", 1), HTTPClient: trusting},
	} {
		client := newClient(t, func(o *chat.Options) {
			o.Endpoint, o.HTTPClient, o.MaxAttempts = options.Endpoint, options.HTTPClient, 3
		})
		_, err := client.SearchContactGroup(t.Context(), sample())
		_, certificate := as[*chat.CertificateError](err)
		if _, network := as[*chat.NetworkError](err); !certificate || network || attempts(err) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if arrived.Load() {
		t.Error("a request arrived all the same")
	}
}

func TestTLS11IsRefused(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	client, _ := secure(t, s, nil)
	_, err := client.SearchContactGroup(t.Context(), sample())
	if _, network := as[*chat.NetworkError](err); !network {
		t.Errorf("%v", err)
	}
}

func TestServerWithoutTLS(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	client := newClient(t, func(o *chat.Options) {
		o.Endpoint, o.MaxAttempts = strings.Replace(s.URL, "http:", "https:", 1), 2
	})
	_, err := client.SearchContactGroup(t.Context(), sample())
	if err == nil || attempts(err) != 2 || !strings.Contains(err.Error(), "does not speak TLS") {
		t.Errorf("%v", err)
	}
}

// If a server accepts the connection and then sends nothing, the attempt ends with its
// timeout, and the connection with the timeout of the handshake.
func TestSilentHandshake(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 8)
	address := serve(t, func(c net.Conn) {
		_, _ = io.Copy(io.Discard, c)
		ended <- struct{}{}
	})
	pool := chat.NewHTTPClient(8)
	if d := pool.HandshakeTimeout(); d <= 0 || d > 15*time.Second {
		t.Errorf("a handshake may take %v", d)
	}
	pool.SetHandshakeTimeout(200 * ms)
	client := newClient(t, func(o *chat.Options) {
		o.Endpoint, o.HTTPClient, o.MaxAttempts, o.AttemptTimeout = "https://"+address, pool, 2, 50*ms
	})
	_, err := client.SearchContactGroup(t.Context(), sample())
	if !contains(err, "timed out") || attempts(err) != 2 {
		t.Errorf("%v", err)
	}
	for range 2 {
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Fatal("a connection is still there")
		}
	}
}

// The proxy of the environment (see TestMain) refuses.
func TestProxyThatRefuses(t *testing.T) {
	t.Parallel()
	pool := chat.NewHTTPClient(8)
	t.Cleanup(pool.CloseIdleConnections)
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = "https://chat.example", pool, 3 })
	_, err := client.SearchContactGroup(t.Context(), sample())
	if network, is := as[*chat.NetworkError](err); !is || network.Error() != "network fault: the proxy answered 403" || attempts(err) != 3 {
		t.Errorf("%v", err)
	}
}

func TestProxyThatIsNotThere(t *testing.T) {
	t.Parallel()
	pool := chat.NewHTTPClient(8)
	pool.SetProxy(&url.URL{Scheme: "http", User: url.UserPassword("user", "proxyword"), Host: "127.0.0.1:1"})
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = "https://chat.example", pool, 2 })
	_, err := client.SearchContactGroup(t.Context(), sample())
	if network, is := as[*chat.NetworkError](err); !is || network.Error() != "network fault: the proxy cannot be reached" || attempts(err) != 2 {
		t.Errorf("%v", err)
	}
}

func TestHostThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, _, err := search(t, failing(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "chat.example"}}))
	if !contains(err, "network fault: host name not resolved") || strings.Contains(err.Error(), "chat.example") {
		t.Errorf("%v", err)
	}
	if _, _, err := search(t, failing(context.Canceled)); err == nil || strings.Contains(err.Error(), "canceled") {
		t.Errorf("a transport of its own mind: %v", err)
	}
}
