package chattest

import "sync"

// queue says which step the next request plays.
type queue struct {
	mu      sync.Mutex
	steps   []Step
	chooser func(n int) Step
	n       int // requests so far
}

// next counts a request and takes its step off the queue.
func (q *queue) next() Step {
	q.mu.Lock()
	q.n++
	n, chooser := q.n, q.chooser
	s, queued := q.take()
	q.mu.Unlock()
	if !queued && chooser != nil {
		s = chooser(n) // outside the lock: it may well use the server
	}
	s.Repeat = 0
	return s
}

func (q *queue) take() (Step, bool) {
	if len(q.steps) == 0 {
		return Step{}, false
	}
	s := q.steps[0]
	switch {
	case s.Repeat < 0:
	case s.Repeat > 1:
		q.steps[0].Repeat--
	default:
		q.steps = q.steps[1:]
	}
	return s, true
}

// Script appends steps to the queue. Each request consumes one; when none is
// left, requests are judged and answered. What stands behind a step that
// repeats Forever is never played.
func (s *Server) Script(steps ...Step) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	s.queue.steps = append(s.queue.steps, steps...)
}

// ResetScript empties the queue.
func (s *Server) ResetScript() {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	s.queue.steps = nil
}

// SetFaults sets a chooser for the requests that find the queue empty, as a
// soak test needs it; nil takes it away. It is given the number of the request,
// counted from 1 since the start, and is called for several at the same time.
// The request is in the journal by the time that its chooser is asked.
func (s *Server) SetFaults(f func(n int) Step) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	s.queue.chooser = f
}
