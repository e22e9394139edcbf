package handler

import (
	"context"
	"slices"
	"time"
)

const (
	// maxTurns is how many requests may be in progress. The largest request needs about
	// 500 KiB for its body, its answer and the data parsed from them.
	maxTurns = 64
	// turnWait is how long a request waits for its turn.
	turnWait = time.Second
	// patience is how long a slow client may keep its turn if other requests wait.
	patience = turnWait / 2
	// writeTime is how long a client may take to read an answer.
	writeTime = 30 * time.Second
)

// judge ends the wait of a connection. turn says whether it gets a turn.
func (s *Server) judge(place int, turn bool) {
	c := s.waiting[place]
	s.waiting = slices.Delete(s.waiting, place, place+1)
	c.enter(stageWorking)
	c.verdict <- turn
}

// begin is called when the credential is accepted. It waits for a turn.
// [connection.end] releases the turn.
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
		turn, f := s.wait(ctx, c)
		s.mu.Lock()
		if !turn {
			return f
		}
	}
	c.enter(stageWorking)
	c.turn, c.stalled = true, c.since
	return nil
}

// wait waits until c has a turn. If c does not get one, wait returns the failure of its
// request.
func (s *Server) wait(ctx context.Context, c *connection) (turn bool, f *failure) {
	for range turnWait / patience {
		s.displace()
		select {
		case turn := <-c.verdict:
			return turn, busy()
		case <-ctx.Done():
			return s.giveUp(c), timedOut(ctx.Err())
		case <-time.After(patience):
		}
	}
	return s.giveUp(c), busy()
}

// giveUp ends the wait of c. It reports whether c has got a turn in the meantime.
func (s *Server) giveUp(c *connection) (turn bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if place := slices.Index(s.waiting, c); place >= 0 {
		s.judge(place, false)
	}
	return <-c.verdict
}

// displace ends the turn of the slowest client if no turn is free. The slowest client
// is the one that has taken longest to send its body or to read its answer.
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

// received is called when the body has been read. It returns a failure if the
// connection has lost its turn in the meantime.
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
// must close after the answer.
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

// end is called when the answer has been written. last says that the connection is
// about to close.
func (c *connection) end(last bool) {
	if c == nil {
		return
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.release()
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

// release ends the turn if c has one.
func (c *connection) release() {
	c.stalled = time.Time{}
	if c.turn {
		c.turn = false
		c.server.pass(c.displaced)
	}
}

// pass gives a turn to the connection that has waited longest. If the turn was taken
// from a slow client, it goes to the newest connection instead, because the older ones
// may belong to the same client.
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

// busy is the failure of a request that did not get a turn or lost it.
func busy() *failure {
	return &failure{code: CodeServiceUnavailable, message: "too many requests are in progress; ask again a little later",
		cause: "64 requests in progress over plain HTTP"}
}
