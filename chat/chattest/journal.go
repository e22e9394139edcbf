package chattest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Entry is one request that reached the server, with what became of it. It
// holds the UserSig: mind where it is printed.
type Entry struct {
	// Time is when the request had arrived whole, by the machine's clock.
	Time time.Time
	// Duration is the time from then until the answer began, or until the
	// connection was closed without one. It is 0 while that is still to come.
	Duration time.Duration
	// Connection is the number of the connection, from 1; 0 where the server
	// is mounted in another one.
	Connection int
	// Method and Path are those of the request line.
	Method, Path string
	// SDKAppID, Identifier, UserSig and Random are of the query; empty where
	// they are missing, and SDKAppID 0 where it is no number.
	SDKAppID   uint64
	Identifier string
	UserSig    string
	Random     string
	// Query, Header and Body are the request's own.
	Query  url.Values
	Header http.Header
	Body   []byte
	// Conversations is the length of the body's ContactItem; 0 if there is none.
	Conversations int
	// Step is what was played, as Step.String writes it.
	Step string
	// HTTPStatus is the status of the answer; 0 if there was none.
	HTTPStatus int
	// ErrorCode is the Chat code of the answer; 0 if it holds none.
	ErrorCode int
}

// journal keeps the newest entries, in order of arrival.
type journal struct {
	mu      sync.Mutex
	limit   int
	entries []*Entry
}

func (j *journal) add(e *Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.limit < 0 {
		return
	}
	j.entries = append(j.entries, e)
	if len(j.entries) > j.limit {
		j.entries = j.entries[1:]
	}
}

// update changes an entry that readers may be copying.
func (j *journal) update(e *Entry, change func(*Entry)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(e)
}

// Journal gives a copy of what the journal holds, in order of arrival. A
// request stands in it from its arrival on, and what was answered stands there
// before the client has read it.
func (s *Server) Journal() []Entry {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	copied := make([]Entry, len(s.journal.entries))
	for i, e := range s.journal.entries {
		copied[i] = e.clone()
	}
	return copied
}

// ResetJournal empties the journal.
func (s *Server) ResetJournal() {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	s.journal.entries = nil
}

func (e *Entry) clone() Entry {
	c := *e
	c.Query = url.Values(http.Header(e.Query).Clone())
	c.Header = e.Header.Clone()
	c.Body = slices.Clone(e.Body)
	return c
}
