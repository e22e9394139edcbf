package chat_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

func TestOneConnectionForSequentialCalls(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "", nil)
	for range 1000 {
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Connections(); n != 1 {
		t.Errorf("%d connections for 1000 calls", n)
	}
}

// The connection of any reply with status 200 is reused.
func TestConnectionIsUsedAgain(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "50002,50004,garbage,html,empty,undocumented,ok", nil)
	for len(s.Journal()) < 7 {
		_, _ = client.SearchContactGroup(t.Context(), sample())
	}
	if n := s.Connections(); n != 1 {
		t.Errorf("%d connections for 7 requests", n)
	}
}

// The connection of a 408 or 5xx is not reused, with or without a body.
func TestConnectionOfAFailureIsClosed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 500, 502, 503, 504} {
		for _, body := range []string{"", "x"} {
			var connections sync.Map
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				connections.Store(r.RemoteAddr, true)
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			}))
			t.Cleanup(s.Close)
			pool := chat.NewHTTPClient(8)
			t.Cleanup(pool.CloseIdleConnections)
			client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = s.URL, pool, 2 })
			for range 3 {
				_, err := client.SearchContactGroup(t.Context(), sample())
				if attempts(err) != 2 {
					t.Errorf("%d: %v", status, err)
				}
			}
			n := 0
			connections.Range(func(any, any) bool { n++; return true })
			if n != 6 {
				t.Errorf("%d %q: %d connections for 6 requests", status, body, n)
			}
		}
	}
}

// The client follows a DNS change when the connections are too old.
func TestHostThatMoves(t *testing.T) {
	t.Parallel()
	old, moved := startServer(t, chattest.Options{}, ""), startServer(t, chattest.Options{}, "")
	pool := newPool(t, old)
	var address atomic.Pointer[string]
	to := func(s *chattest.Server) { a := strings.TrimPrefix(s.URL(), "http://"); address.Store(&a) }
	pool.Change(func(t *http.Transport) {
		t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, *address.Load())
		}
	})
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient = "http://localhost:1", pool })
	ask := func() {
		t.Helper()
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Error(err)
		}
	}
	to(old)
	ask()
	to(moved)
	ask()
	pool.Age(chat.MaxAge)
	ask()
	if a, b := len(old.Journal()), len(moved.Journal()); a != 2 || b != 1 {
		t.Errorf("%d requests at the old address, %d at the new", a, b)
	}
	pool.CloseIdleConnections()
	eventually(t, "every connection is closed", func() bool { return moved.OpenConnections() == 0 })
}

// A call makes only one more request, however many kept-alive connections are dead.
func TestManyDeadConnectionsMakeOneMoreRequest(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "", func(o *chat.Options) { o.MaxAttempts = 1 })
	hold := make(chan struct{})
	s.SetFaults(func(int) chattest.Step { <-hold; return chattest.Step{} })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { _, _ = client.SearchContactGroup(t.Context(), sample()) })
	}
	eventually(t, "eight connections are open", func() bool { return s.OpenConnections() == 8 })
	close(hold)
	group.Wait()
	// Each connection ends at its next request.
	s.SetFaults(func(int) chattest.Step { return chattest.Step{Action: chattest.EOF} })
	before := len(s.Journal())
	_, err := client.SearchContactGroup(t.Context(), sample())
	if network, ok := as[*chat.NetworkError](err); !ok || attempts(err) != 1 {
		t.Errorf("%v %v", network, err)
	}
	if n := len(s.Journal()) - before; n != 2 {
		t.Errorf("%d requests, not 2", n)
	}
}

// No call begins on a connection that is older than five minutes.
func TestConnectionsHaveAnAge(t *testing.T) {
	t.Parallel()
	s := startServer(t, chattest.Options{}, "")
	pool := newPool(t, s)
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient = s.URL(), pool })
	for _, step := range []struct {
		older       time.Duration
		connections int
	}{{0, 1}, {chat.MaxAge - time.Minute, 1}, {2 * time.Minute, 2}, {0, 2}, {-time.Hour, 3}} {
		pool.Age(step.older)
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
		if n := s.Connections(); n != step.connections {
			t.Errorf("%v older: %d connections, not %d", step.older, n, step.connections)
		}
	}
	eventually(t, "the old ones are closed", func() bool { return s.OpenConnections() == 1 })
}

// After a 101 net/http returns the raw connection, which no context ends.
func TestSwitchedProtocolsDoNotHang(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		_, _ = io.Copy(io.Discard, conn) // until the client closes it
		conn.Close()
		close(gone)
	}))
	t.Cleanup(s.Close)
	pool := chat.NewHTTPClient(8)
	t.Cleanup(pool.CloseIdleConnections)
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient = s.URL, pool })
	_, err := client.SearchContactGroup(t.Context(), sample())
	if status, is := as[*chat.StatusError](err); !is || status.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("%v", err)
	}
	<-gone
}

// The operator reads these texts in the log.
func TestTextsOfFaults(t *testing.T) {
	t.Parallel()
	for script, text := range map[string]string{
		"truncate*":                     "network fault: connection closed before the whole answer (attempts: 3)",
		"reset*":                        "network fault: connection reset (attempts: 3)",
		"eof*":                          "network fault: connection closed before the whole answer (attempts: 3)",
		"garbage,ok":                    "deserialization failed, an answer that is not JSON (attempts: 1)",
		"undocumented,ok":               "deserialization failed, ContactResultItem has a wrong JSON type (attempts: 1)",
		"big,ok":                        "deserialization failed, an answer of more than 4194304 bytes (attempts: 1)",
		"truncate,reset,http500,50004*": "http status 500 (attempts: 3)",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			_, client := newServer(t, script, nil)
			if _, err := client.SearchContactGroup(t.Context(), sample()); !contains(err, text) {
				t.Errorf("%v; want %q", err, text)
			}
		})
	}
}

// A kept-alive connection that ends before the first byte is replaced by a new one. The
// request is the same, including its random, and costs neither an attempt nor a token.
func TestDeadConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"reset", "eof"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			quota := new(chat.RetryQuota)
			quota.Set(100)
			s, client := newServer(t, "ok,"+fault+",ok", func(o *chat.Options) {
				o.MaxAttempts, o.RetryQuota = 1, quota
			})
			for range 2 {
				if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 1 {
					t.Fatalf("%+v, %v", out, err)
				}
			}
			j := s.Journal()
			if len(j) != 3 || j[1].Random != j[2].Random || j[0].Random == j[1].Random || string(j[1].Body) != string(j[2].Body) || j[1].Connection == j[2].Connection {
				t.Errorf("%d requests", len(j))
			}
			if quota.Tokens() != 102 {
				t.Errorf("%d tokens", quota.Tokens())
			}
		})
	}
}

func TestConnectionClosedWhileIdleIsReplaced(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "", func(o *chat.Options) { o.MaxAttempts = 1 })
	for range 20 {
		if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		s.CloseConnections()
	}
	if len(s.Journal()) != 20 {
		t.Errorf("%d requests", len(s.Journal()))
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var followed bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed = true }))
	t.Cleanup(other.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		from := httptest.NewServer(http.RedirectHandler(other.URL, status))
		t.Cleanup(from.Close)
		pool := chat.NewHTTPClient(8)
		t.Cleanup(pool.CloseIdleConnections)
		client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient = from.URL, pool })
		_, err := client.SearchContactGroup(t.Context(), sample())
		if got, is := as[*chat.StatusError](err); !is || got.StatusCode != status || attempts(err) != 1 || followed {
			t.Errorf("%d: followed %v, %v", status, followed, err)
		}
	}
}

func TestRefusedConnectionIsRetried(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + l.Addr().String()
	l.Close()
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.MaxAttempts = endpoint, 3 })
	_, err = client.SearchContactGroup(t.Context(), sample())
	if network, is := as[*chat.NetworkError](err); !is || network.Error() != "network fault: connection refused" || !errors.Is(err, syscall.ECONNREFUSED) || attempts(err) != 3 {
		t.Errorf("%v", err)
	}
}

// No attempt exceeds its timeout, even with an endless header or body.
func TestAnswersWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"header": "HTTP/1.1 200 OK\r\n" + string(make([]byte, 1<<20)),
		"status": "SSH-2.0-OpenSSH\r\n",
	} {
		l := serve(t, func(c net.Conn) { _, _ = io.WriteString(c, text) })
		pool := chat.NewHTTPClient(8)
		t.Cleanup(pool.CloseIdleConnections)
		client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = "http://"+l, pool, 2 })
		_, err := client.SearchContactGroup(t.Context(), sample())
		if _, is := as[*chat.NetworkError](err); !is || attempts(err) != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// serve runs answer on each connection, until the other side closes it.
func serve(t *testing.T, answer func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(8 * time.Second))
				answer(c)
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	return l.Addr().String()
}

// A call does not wait for the body of a failure.
func TestStalledBodyOfAFailureIsLeft(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "stall+status=503", func(o *chat.Options) { o.MaxAttempts, o.AttemptTimeout = 1, time.Hour })
	_, err := client.SearchContactGroup(t.Context(), sample())
	var status *chat.StatusError
	if !errors.As(err, &status) || status.StatusCode != 503 {
		t.Errorf("%v", err)
	}
	s.Close()
}

// The connection of a 5xx is closed even if it has no unread data.
func TestAnEmptyAnswerOf5xxClosesItsConnection(t *testing.T) {
	t.Parallel()
	for _, status := range []int{501, 505, 520} {
		var connections atomic.Int64
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
		s.Start()
		defer s.Close()
		pool := chat.NewHTTPClient(2)
		defer pool.CloseIdleConnections()
		client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient = s.URL, pool })
		for range 2 {
			if _, err := client.SearchContactGroup(t.Context(), sample()); err == nil {
				t.Error("it has an answer")
			}
		}
		if got := connections.Load(); got != 2 {
			t.Errorf("after %d, the connection is used again: %d connections for 2 calls", status, got)
		}
	}
}
