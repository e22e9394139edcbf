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

// Entry is a call and its result.
type Entry struct {
	Call
	ErrorCode string // of the answer; empty for success
}

// Fault is what goes wrong with a call. The zero value is no fault.
type Fault struct {
	Code, Message string // the answer; the call is not carried out
	Status        int    // an HTTP status with a body that is not JSON; the call is not carried out
	ResetBefore   bool   // the connection is reset before the call is carried out
	ResetAfter    bool   // the call is carried out, and the connection is reset before the answer
	Then          func() // with ResetAfter: called between the two
	Hang          bool   // no answer until the client is gone; the call is not carried out
}

// SetFaults lets f choose the fault of each call, before the call is carried out. A nil f
// means no faults.
func (s *Server) SetFaults(f func(Call) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Journal returns a copy of the calls that were answered or reset so far.
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
