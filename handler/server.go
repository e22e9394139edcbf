package handler

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// drainTime is how long Shutdown still accepts connections, and after that, how long it
// still reads requests.
const drainTime = 300 * time.Millisecond

// Server serves a [Handler] over plain HTTP. It limits the total number of connections
// and of requests in progress.
type Server struct {
	http.Server

	mu       sync.Mutex    // guards the fields below and those of each connection
	free     int           // number of free turns
	waiting  []*connection // wait for a turn, the oldest first
	changed  *sync.Cond    // signals that a connection has ended or become idle
	limit    int           // maximum number of connections
	open     map[net.Conn]*connection
	listener net.Listener
	draining bool
}

// NewServer returns a server with at most 768 connections. If the process may open
// fewer than twice as many descriptors, the limit is half of those.
func NewServer(h *Handler) *Server {
	s := &Server{
		free:  maxTurns,
		limit: int(min(maxConnections, max(maxDescriptors()/2, 1))),
		open:  map[net.Conn]*connection{},
	}
	s.changed = sync.NewCond(&s.mu)
	s.Server = http.Server{
		Handler: h,
		// The handler also answers OPTIONS *.
		DisableGeneralOptionsHandler: true,
		// The handler limits the time for a request, its body and its answer.
		ReadHeaderTimeout: 5 * time.Second,
		// Longer than the idle timeout of any load balancer. Otherwise a load balancer
		// could send a request on a connection that the server is closing. The longest
		// known default is Google Cloud's, 600 s; its page recommends 620 s
		// (https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries).
		IdleTimeout: 620 * time.Second,
		// maxConnections headers of this size need 37 MB.
		MaxHeaderBytes: 48 << 10,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, s.connect(conn))
		},
		ConnState: s.track,
	}
	return s
}

// Serve answers the requests that arrive at a listener until [Server.Shutdown] is
// called.
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
// closes idle connections at once, and so drops a request that was sent but not read
// yet. Therefore Shutdown keeps serving for drainTime and closes each connection after
// its answer. Then it accepts no new connections, and for drainTime still answers
// requests on the open ones.
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
	if err := s.Server.Shutdown(ctx); !errors.Is(err, net.ErrClosed) { // the listener was closed above
		return err
	}
	return nil
}

// drain waits for drainTime if connections are open.
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
