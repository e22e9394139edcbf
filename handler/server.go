package handler

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// drainTime is how long connections are accepted after Shutdown was called, and then
// how long requests are read.
const drainTime = 300 * time.Millisecond

// Server serves a [Handler] over plain HTTP, with a bound on everything that its
// clients can hold in sum: connections, and requests in progress.
type Server struct {
	http.Server

	mu       sync.Mutex    // for the rest, and for that of each connection
	free     int           // turns
	waiting  []*connection // for a turn, the longest first
	changed  *sync.Cond    // a connection has ended or become idle
	limit    int           // of connections
	open     map[net.Conn]*connection
	listener net.Listener
	draining bool
}

// NewServer returns a server. Its connections are at most 768, and at most half of
// the descriptors that the process may open.
func NewServer(h *Handler) *Server {
	s := &Server{
		free:  maxTurns,
		limit: int(min(maxConnections, max(maxDescriptors()/2, 1))),
		open:  map[net.Conn]*connection{},
	}
	s.changed = sync.NewCond(&s.mu)
	s.Server = http.Server{
		Handler: h,
		// OPTIONS * is answered as any other.
		DisableGeneralOptionsHandler: true,
		// The handler bounds the time of a request, of its body and of its answer.
		ReadHeaderTimeout: 5 * time.Second,
		// Longer than a load balancer keeps an idle connection, or it would send a
		// request on one that is being closed. The longest known default is Google
		// Cloud's, 600 s; its page asks for 620 s
		// (https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries).
		IdleTimeout: 620 * time.Second,
		// Times maxConnections, this is 37 MB.
		MaxHeaderBytes: 48 << 10,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, s.connect(conn))
		},
		ConnState: s.track,
	}
	return s
}

// Serve answers what comes to a listener, until [Server.Shutdown].
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	s.listener = l
	s.mu.Unlock()
	err := s.Server.Serve(l)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return http.ErrServerClosed
	}
	return err
}

// Shutdown stops the server and waits for the requests in progress. net/http alone
// would drop a request that was sent but not read yet, because it closes idle
// connections at once. So the server first goes on for drainTime and closes each
// connection after its answer. Then it accepts no new connections, answers what the open
// ones send, and stops.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	l := s.listener
	s.mu.Unlock()
	s.drain(ctx)
	if l != nil {
		_ = l.Close()
	}
	s.drain(ctx)
	if err := s.Server.Shutdown(ctx); !errors.Is(err, net.ErrClosed) { // of the listener, closed above
		return err
	}
	return nil
}

// drain waits for drainTime if there are connections.
func (s *Server) drain(ctx context.Context) {
	s.mu.Lock()
	connected := len(s.open) > 0
	s.mu.Unlock()
	if !connected {
		return
	}
	select {
	case <-time.After(drainTime):
	case <-ctx.Done():
	}
}
