package chat_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// Over HTTP/2, too, a kept-alive connection that ends is replaced.
func TestDeadHTTP2ConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	s := startServer(t, chattest.Options{TLS: true}, "")
	pool := newPool(t, s)
	client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxAttempts = s.URL(), pool, 1 })
	for n := range 30 {
		out, err := client.SearchContactGroup(t.Context(), sample())
		if err != nil || out.Attempts != 1 {
			t.Fatalf("call %d: %+v, %v", n, out, err)
		}
		s.CloseConnections()
	}
}

// A single request that the server gives up is no dead connection.
func TestHTTP2StreamResetIsAnAttempt(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, good(``))
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	client, _ := secure(t, s, nil)
	for _, want := range []int{1, 2} {
		if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != want {
			t.Errorf("%+v, %v; want %d attempts", out, err, want)
		}
	}
	if requests.Load() != 3 {
		t.Errorf("%d requests", requests.Load())
	}
}
