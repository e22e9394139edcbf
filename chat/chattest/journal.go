package chattest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Entry is one request that reached the server, and its outcome. It contains the
// UserSig, so be careful where you print it.
type Entry struct {
	// Time is when the whole request had arrived, by the machine's clock.
	Time time.Time
	// Duration is the time from then until the answer began, or until the
	// connection was closed without one. It is 0 before that.
	Duration time.Duration
	// Connection is the number of the connection, from 1; 0 if another server calls
	// ServeHTTP.
	Connection int
	// Method and Path are those of the request line.
	Method, Path string
	// SDKAppID, Identifier, UserSig and Random are parameters of the query. They are
	// empty if they are missing. SDKAppID is 0 if it is not a number.
	SDKAppID   uint64
	Identifier string
	UserSig    string
	Random     string
	// Query, Header and Body are those of the request.
	Query  url.Values
	Header http.Header
	Body   []byte
	// Conversations is the length of the body's ContactItem; 0 if there is none.
	Conversations int
	// Step is the step that was played, in the form of Step.String.
	Step string
	// HTTPStatus is the status of the answer; 0 if there was none.
	HTTPStatus int
	// ErrorCode is the Chat code of the answer; 0 if it has none.
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

// update changes an entry under the lock, because readers may be copying it.
func (j *journal) update(e *Entry, change func(*Entry)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(e)
}

// Journal returns a copy of the journal, in order of arrival. A request is in the
// journal from its arrival on. Its answer is recorded before the client can read it.
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
