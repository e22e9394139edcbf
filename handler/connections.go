package handler

import (
	"context"
	"net"
	"net/http"
	"slices"
	"time"
)

const (
	// maxConnections is how many clients may be connected. A connection needs about
	// 16 KiB before its credential is accepted.
	maxConnections = 768
	// grace is how long a new client may take to send its header without being closed,
	// if others wait for a turn or few clients are new.
	grace = 100 * time.Millisecond
)

// stage is the state of a connection. Connections in a lower stage are closed first.
type stage int

const (
	stageDone     stage = iota // answered, about to close
	stageStranger              // no accepted credential yet
	stageIdle                  // answered a request with an accepted credential
	stageWaiting               // waits for a turn
	stageThinking              // had an accepted credential; the next request may have begun
	stageWorking               // has a turn, or is about to be refused one
)

// connection is the connection of one client. It is nil if the handler runs without a
// [Server].
type connection struct {
	net.Conn
	server    *Server
	stage     stage
	since     time.Time // when the stage began
	turn      bool      // has a turn
	verdict   chan bool // receives true if the connection gets a turn, false if it is refused
	stalled   time.Time // when the turn began to wait for the client; zero if it does not wait
	displaced bool      // lost its turn because the client was too slow
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

// track follows the states that net/http reports for a connection.
func (s *Server) track(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.open[conn]
	switch {
	case !ok: // already closed to make room
	case state == http.StateNew:
		s.makeRoom(c)
	case state == http.StateActive && (c.stage == stageIdle || c.stage == stageThinking):
		c.enter(stageThinking) // until its credential is checked
	case state == http.StateClosed:
		c.release() // after a panic, only net/http ends the connection
		delete(s.open, conn)
		s.changed.Broadcast()
	}
}

// makeRoom closes connections until no more than the limit are open. First it closes
// one that is about to close, then the one that has been longest without an accepted
// credential, then the one that has been idle longest. If there is none of these, it
// refuses a turn to the request that has waited longest; that connection closes after
// its answer.
func (s *Server) makeRoom(arrived *connection) {
	for len(s.open) > s.limit {
		first := s.leastNeeded(arrived)
		switch {
		case first == nil: // every waiting request is already refused
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

// leastNeeded returns the connection to close first, by stage and then by age. If others
// wait for a turn, or if few are without a credential, it spares a new connection whose
// header has not arrived yet. Otherwise honest clients would be closed again and again.
func (s *Server) leastNeeded(arrived *connection) (first *connection) {
	strangers := 0
	for _, c := range s.open {
		if c.stage == stageStranger {
			strangers++
		}
	}
	const few = 32 // "few" is less than 1/32 of the limit
	spare := len(s.waiting) > 0 || strangers < s.limit/few
	for _, c := range s.open {
		if c.stage == stageThinking && time.Since(c.since) >= patience {
			c.stage = stageIdle
		}
		spared := c == arrived || spare && c.stage == stageStranger && time.Since(c.since) < grace
		if !spared && (first == nil || c.stage < first.stage || c.stage == first.stage && c.since.Before(first.since)) {
			first = c
		}
	}
	return first
}

// enter begins a stage.
func (c *connection) enter(next stage) { c.stage, c.since = next, time.Now() }
