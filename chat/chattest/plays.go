package chattest

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"
)

const (
	jsonType = "application/json"
	htmlType = "text/html; charset=utf-8"
	textType = "text/plain; charset=utf-8"
)

// plays has the function of each action.
var plays = map[Action]func(*exchange){
	OK:           (*exchange).playOK,
	Older:        (*exchange).playOlder,
	HTTP:         canned(reply{contentType: htmlType, body: errorPage}),
	HTML:         canned(reply{contentType: htmlType, body: portalPage}),
	Garbage:      canned(reply{contentType: jsonType, body: garbage}),
	Empty:        canned(reply{contentType: jsonType}),
	Undocumented: canned(reply{contentType: jsonType, body: undocumented}),
	Redirect:     canned(reply{status: http.StatusFound, contentType: htmlType, body: errorPage, location: movedPath}),
	Big:          func(x *exchange) { x.send(reply{contentType: jsonType, body: bigAnswer()}) },
	Reset:        (*exchange).reset,
	EOF:          (*exchange).abort,
	Truncate:     (*exchange).truncate,
	ChunkCut:     (*exchange).chunkCut,
	Endless:      (*exchange).endless,
	Hang:         (*exchange).hang,
	Stall:        (*exchange).stall,
}

func canned(p reply) func(*exchange) {
	return func(x *exchange) { x.send(p) }
}

func (x *exchange) playOK() {
	switch {
	case x.step.Body != "":
		x.send(reply{contentType: jsonType, body: []byte(x.step.Body)})
	case x.step.Code != 0:
		x.refuse(scripted(x.step.Code))
	default:
		x.judged(func(a any) any { return a })
	}
}

func (x *exchange) playOlder() {
	x.judged(func(a any) any {
		if found, ok := a.(answer); ok {
			return found.older()
		}
		return a
	})
}

// judged answers like Chat, after form has changed the answer.
func (x *exchange) judged(form func(any) any) {
	a, err := x.server.judge(x.r, x.body)
	if err == nil {
		x.send(reply{contentType: jsonType, body: encode(form(a))})
		return
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		r = scripted(50004)
	}
	x.refuse(r)
}

func (x *exchange) refuse(r *refusal) {
	x.send(reply{contentType: jsonType, body: r.body(), code: r.code})
}

// reset makes the kernel send RST: with a linger time of 0 it discards unsent data and
// sends no FIN. reset closes the connection below TLS, which would send a closing alert.
func (x *exchange) reset() {
	c, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		x.abort() // HTTP/2 can only reset a stream: its connection cannot be hijacked
	}
	x.finish(0, 0)
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	raw := c
	if t, ok := c.(*connection); ok {
		raw = t.Conn
	}
	if t, ok := raw.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func (x *exchange) truncate() {
	x.half(true)
	x.abort()
}

func (x *exchange) chunkCut() {
	x.half(false)
	x.abort()
}

func (x *exchange) stall() {
	x.half(true)
	x.waitForEnd()
	x.abort()
}

func (x *exchange) hang() {
	x.waitForEnd()
	x.abort()
}

// endless writes as fast as the client reads. If the client stops reading, Write blocks
// until one side closes the connection.
func (x *exchange) endless() {
	x.head(reply{contentType: jsonType})
	x.w.WriteHeader(x.status(reply{}))
	for err := error(nil); err == nil && !x.ended(); {
		_, err = x.w.Write(endlessPiece)
	}
	x.abort()
}

// half sends the first half of the sample answer, with or without a Content-Length.
func (x *exchange) half(announced bool) {
	body := sample
	x.head(reply{contentType: jsonType})
	if announced {
		x.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	x.w.WriteHeader(x.status(reply{}))
	_, _ = x.w.Write(body[:len(body)/2])
	_ = http.NewResponseController(x.w).Flush()
}

// queue chooses the step of the next request.
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
		s = chooser(n) // outside the lock, since it may use the server
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

// Script appends steps to the queue. Each request consumes one. When none is left,
// requests are judged and answered. Steps after one that repeats Forever are never
// played.
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

// SetFaults sets a function that chooses the step when the queue is empty, for example
// in a soak test; nil removes it. n is the number of the request, counted from 1 since
// the start. The function is called concurrently. The request is already in the journal
// when it is called.
func (s *Server) SetFaults(f func(n int) Step) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	s.queue.chooser = f
}
