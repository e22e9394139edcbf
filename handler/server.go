package handler

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	// maxConnections is how many clients may be connected. One costs some 16 KiB
	// before its credential is accepted.
	maxConnections = 768
	// maxTurns is how many requests may be in progress. One costs a body, an answer
	// and what becomes of them, some 500 KiB for the largest.
	maxTurns = 64
	// turnWait is how long a request waits for its turn.
	turnWait = time.Second
	// patience is how long a client may keep a turn waiting if others need it.
	patience = turnWait / 2
	// grace is what a client that has just connected has for its header, if others
	// wait for a turn or few are so.
	grace = 100 * time.Millisecond
	// writeTime is what a client has for reading an answer.
	writeTime = 30 * time.Second
	// drainTime is how long connections are taken after the order to stop, and how
	// long requests are read after that.
	drainTime = 300 * time.Millisecond
)

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
// would drop a request that has been sent and not been read: it closes connections
// that are idle, and those whose request it reads after the order to stop. So the
// server goes on for a while, closing each connection after its answer, then takes
// no new ones, and stops when it has read what those send.
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

// stage is what a connection is at. The earlier ones give their place first.
type stage int

const (
	stageDone     stage = iota // answered, about to close
	stageStranger              // no credential accepted for its request
	stageIdle                  // answered, with an accepted credential
	stageWaiting               // for a turn
	stageThinking              // accepted before, and its next request has just come, or may have
	stageWorking               // has a turn, or is about to be refused one
)

// connection is what the server knows of one client. A nil one is that of a request
// without a [Server].
type connection struct {
	net.Conn
	server    *Server
	stage     stage
	since     time.Time // of the stage
	turn      bool      // has a turn
	verdict   chan bool // of its wait: a turn, or none
	stalled   time.Time // since when the turn waits for the client; zero if it does not
	displaced bool      // lost its turn for that
}

type connectionKey struct{}

func connectionOf(ctx context.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}

func (s *Server) connect(conn net.Conn) *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &connection{Conn: conn, server: s, stage: stageStranger, since: time.Now(), verdict: make(chan bool, 1)}
	s.open[conn] = c
	return c
}

// track follows what net/http says of a connection.
func (s *Server) track(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.open[conn]
	switch {
	case !ok: // its place was given away
	case state == http.StateNew:
		s.makeRoom(c)
	case state == http.StateActive && (c.stage == stageIdle || c.stage == stageThinking):
		c.enter(stageThinking) // until its credential is judged
	case state == http.StateClosed:
		delete(s.open, conn)
		s.changed.Broadcast()
	}
}

// makeRoom closes a connection that is about to close, else the one that has been
// longest without an accepted credential, else the one idle longest. Before one that
// has just been answered, and if all are in progress, it refuses a turn to the one
// that has waited longest, which then is about to close.
func (s *Server) makeRoom(arrived *connection) {
	for len(s.open) > s.limit {
		strangers := 0
		for _, c := range s.open {
			if c.stage == stageStranger {
				strangers++
			}
		}
		const few = 32 // a part of the limit
		spare := len(s.waiting) > 0 || strangers < s.limit/few
		var first *connection
		for _, c := range s.open {
			if c.stage == stageThinking && time.Since(c.since) >= patience {
				c.stage = stageIdle
			}
			if spare && c.stage == stageStranger && time.Since(c.since) < grace {
				continue
			}
			if c != arrived && (first == nil || c.stage < first.stage || c.stage == first.stage && c.since.Before(first.since)) {
				first = c
			}
		}
		switch {
		case first == nil: // those that wait have lost their places
		case first.stage == stageWaiting:
			s.judge(slices.Index(s.waiting, first), false)
		case first.stage != stageWorking:
			delete(s.open, first.Conn)
			_ = first.Close()
			continue
		}
		s.changed.Wait()
	}
}

// enter begins a stage.
func (c *connection) enter(next stage) { c.stage, c.since = next, time.Now() }

// judge ends the wait of one of those that wait.
func (s *Server) judge(place int, turn bool) {
	c := s.waiting[place]
	s.waiting = slices.Delete(s.waiting, place, place+1)
	c.enter(stageWorking)
	c.verdict <- turn
}

// begin is called when the credential is accepted. It waits for a turn, which
// [connection.end] ends.
func (c *connection) begin(ctx context.Context) *failure {
	if c == nil {
		return nil
	}
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free > 0 {
		s.free--
	} else {
		c.enter(stageWaiting)
		s.waiting = append(s.waiting, c)
		s.mu.Unlock()
		f := s.wait(ctx, c)
		s.mu.Lock()
		if place := slices.Index(s.waiting, c); place >= 0 {
			s.judge(place, false)
		}
		if turn := <-c.verdict; !turn {
			return f
		}
	}
	c.enter(stageWorking)
	c.turn, c.stalled = true, c.since
	return nil
}

// wait waits for a verdict. It returns the failure if that is none.
func (s *Server) wait(ctx context.Context, c *connection) *failure {
	for range turnWait / patience {
		s.displace()
		select {
		case turn := <-c.verdict:
			c.verdict <- turn // for begin
			return busy()
		case <-ctx.Done():
			return timedOut(ctx.Err())
		case <-time.After(patience):
		}
	}
	return busy()
}

// displace ends, if no turn is free, the turn that has waited longest for its
// client: for its body, or for it to read the answer.
func (s *Server) displace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free > 0 {
		return
	}
	var slowest *connection
	for _, c := range s.open {
		if !c.stalled.IsZero() && time.Since(c.stalled) >= patience && (slowest == nil || c.stalled.Before(slowest.stalled)) {
			slowest = c
		}
	}
	if slowest != nil {
		slowest.displaced, slowest.stalled = true, time.Time{}
		_ = slowest.SetDeadline(time.Now())
	}
}

// received is called when the body has been read. It returns a failure if the turn
// was lost meanwhile.
func (c *connection) received() *failure {
	if c == nil {
		return nil
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.stalled = time.Time{}
	if c.displaced {
		return busy()
	}
	return nil
}

// answer is called before the answer is written. It reports whether the connection
// has to close after it.
func (c *connection) answer() (last bool) {
	if c == nil {
		return false
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	_ = c.SetWriteDeadline(time.Now().Add(writeTime))
	if c.turn {
		c.stalled = time.Now()
	}
	return c.server.draining || c.displaced
}

// end is called when the answer has been written. It is the last one if the
// connection is about to close.
func (c *connection) end(last bool) {
	if c == nil {
		return
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.stalled = time.Time{}
	if c.turn {
		c.turn = false
		c.server.pass(c.displaced)
	}
	switch {
	case last:
		c.enter(stageDone)
	case c.stage == stageWorking:
		c.enter(stageThinking)
	case c.stage == stageThinking:
		c.enter(stageStranger)
	}
	c.server.changed.Broadcast()
}

// pass passes a turn on to the one that has waited longest. One that was taken from
// a client that stalls goes to the newest: the others may be of that client.
func (s *Server) pass(taken bool) {
	switch last := len(s.waiting) - 1; {
	case last < 0:
		s.free++
	case taken:
		s.judge(last, true)
	default:
		s.judge(0, true)
	}
}

// busy is the failure of a request that has no turn.
func busy() *failure {
	return &failure{code: CodeServiceUnavailable, message: "too many requests are in progress; ask again a little later",
		cause: "64 requests in progress over plain HTTP"}
}
