package chat_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chatmarks/chat"
)

// A connection over HTTP/2 that dies without a word, as where a firewall forgot
// it, costs no attempt, or one at most.
func TestSilentHTTP2ConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, good(``)) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	wire := newWire(t, s.Listener.Addr().String())
	client, pool := secure(t, s, func(o *chat.Options) { o.Endpoint = "https://" + wire.address })
	if before := pool.SetPings(50 * time.Millisecond); before >= chat.DefaultAttemptTimeout {
		t.Errorf("a dead connection is known after %v, when the attempt is over", before)
	}
	for range 3 {
		out, err := client.SearchContactGroup(t.Context(), sample())
		if err != nil || out.Attempts != 1 {
			t.Errorf("%+v, %v", out, err)
		}
		wire.swallow()
	}
}

// wire passes bytes on to a server, until it is told to swallow those of the connections so far.
type wire struct {
	address string
	age     atomic.Int64
}

func (w *wire) swallow() { w.age.Add(1) }

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: listener.Addr().String()}
	var running sync.WaitGroup
	t.Cleanup(running.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	running.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return // closed by the clean-up
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _, _ = from.Close(), server.Close() })
			age := w.age.Load()
			running.Go(func() { w.pass(server, from, age) })
			running.Go(func() { w.pass(from, server, age) })
		}
	})
	return w
}

func (w *wire) pass(to io.Writer, from io.Reader, age int64) {
	some := make([]byte, 32<<10)
	for {
		n, err := from.Read(some)
		if err != nil {
			return
		}
		if w.age.Load() == age {
			_, _ = to.Write(some[:n])
		}
	}
}
