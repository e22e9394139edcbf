package scftest

import (
	"net/http"
	"slices"
	"strings"
)

// Call is a call of the API.
type Call struct {
	N              int // from 1, in the order of arrival
	Action, Region string
	Write          bool // it changes something
	Body           []byte
}

// Entry is a call with what became of it.
type Entry struct {
	Call
	ErrorCode string // of the answer; empty for success
}

// Fault is what goes wrong with a call. The zero value is nothing.
type Fault struct {
	Code, Message string // answered in place of carrying the call out
	Status        int    // an HTTP status with a body that is no JSON, in place of carrying it out
	ResetBefore   bool   // the connection is reset before the call is carried out
	ResetAfter    bool   // it is carried out, and the connection reset before the answer
	Then          func() // with ResetAfter: called between the two
	Hang          bool   // no answer until the client is gone, and nothing carried out
}

// SetFaults has f choose the fault of each call, before it is carried out; nil takes
// it away.
func (s *Server) SetFaults(f func(Call) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Journal gives a copy of the calls so far that are answered or reset.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal)
}

// ResetJournal empties the journal.
func (s *Server) ResetJournal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal = nil
}

// arrive numbers a call and asks for its fault.
func (s *Server) arrive(r *http.Request, body []byte) (Call, Fault) {
	s.mu.Lock()
	s.n++
	c := Call{N: s.n, Action: r.Header.Get("X-TC-Action"), Region: r.Header.Get("X-TC-Region"), Body: body}
	c.Write = !strings.HasPrefix(c.Action, "Get") && !strings.HasPrefix(c.Action, "List") && !strings.HasPrefix(c.Action, "Invoke")
	faults := s.faults
	s.mu.Unlock()
	fault := Fault{}
	if faults != nil {
		fault = faults(c)
	}
	if fault.ResetBefore || fault.Hang || fault.Status != 0 {
		s.note(c, refuse("(no answer)", ""))
	}
	return c, fault
}

func (s *Server) note(c Call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := Entry{Call: c}
	if err != nil {
		e.ErrorCode = asRefusal(err).code
	}
	s.journal = append(s.journal, e)
}
