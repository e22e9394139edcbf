package chat_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// A connection that dies silently, as if a firewall forgot it, costs an attempt. The
// retry does not use another one of them.
func TestSilentConnectionsAreLeft(t *testing.T) {
	t.Parallel()
	s := startServer(t, chattest.Options{}, "")
	wire := newWire(t, strings.TrimPrefix(s.URL(), "http://"))
	pool := newPool(t, s)
	client := newClient(t, func(o *chat.Options) {
		o.Endpoint, o.HTTPClient, o.AttemptTimeout, o.MaxAttempts = "http://"+wire.address, pool, 300*ms, 100
	})
	hold := make(chan struct{})
	s.SetFaults(func(int) chattest.Step { <-hold; return chattest.Step{} })
	var group sync.WaitGroup
	for range 5 { // five connections are open at a time
		group.Go(func() { _, _ = client.SearchContactGroup(t.Context(), sample()) })
	}
	eventually(t, "five connections are open", func() bool { return s.OpenConnections() == 5 })
	close(hold)
	group.Wait()
	wire.swallow()
	out, err := client.SearchContactGroup(t.Context(), sample())
	// Five attempts would mean one for each dead connection. On a slow machine there may
	// be three instead of two.
	if err != nil || out.Attempts < 2 || out.Attempts >= 5 {
		t.Errorf("%+v, %v", out, err)
	}
}

// wire forwards bytes to a server. swallow makes it drop the bytes of all connections
// accepted so far.
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
