package chattest

import (
	"cmp"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// exchange is one request while it is being answered.
type exchange struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	body   []byte
	step   Step
	entry  *Entry
}

// reply is a complete answer.
type reply struct {
	status      int // default 200
	contentType string
	body        []byte
	code        int // of Chat, for the journal
	location    string
}

// ServeHTTP plays the step of a request. The server's own listener calls it. Another
// server can use it, too; the connection faults also work there.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		panic(http.ErrAbortHandler)
	}
	defer s.handlers.Done()
	x := s.arrive(w, r)
	if err := x.step.check(); err != nil {
		x.step = Step{Action: HTTP, Status: http.StatusInternalServerError}
		x.send(reply{contentType: textType, body: []byte("chattest: " + err.Error())})
		return
	}
	if x.step.Delay > 0 && !x.wait(x.step.Delay) {
		x.abort()
	}
	plays[x.step.Action](x)
}

// send answers the request.
func (x *exchange) send(p reply) {
	x.head(p)
	if hasBody(x.status(p)) {
		x.w.Header().Set("Content-Length", strconv.Itoa(len(p.body)))
		x.w.WriteHeader(x.status(p))
		_, _ = x.w.Write(p.body) // the client may have left
		return
	}
	x.w.WriteHeader(x.status(p))
}

// head sets the header and records the answer in the journal. It must be called before
// the client can see any part of the answer.
func (x *exchange) head(p reply) {
	h := x.w.Header()
	h.Set("Content-Type", p.contentType)
	if p.location != "" {
		h.Set("Location", p.location)
	}
	if x.step.RetryAfter != "" {
		h.Set("Retry-After", x.step.RetryAfter)
	}
	x.finish(x.status(p), p.code)
}

func (x *exchange) status(p reply) int {
	return cmp.Or(x.step.Status, p.status, http.StatusOK)
}

func hasBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

func (x *exchange) finish(status, code int) {
	x.server.journal.update(x.entry, func(e *Entry) {
		e.HTTPStatus, e.ErrorCode, e.Duration = status, code, time.Since(e.Time)
	})
}

// abort drops the connection, or the stream on HTTP/2.
func (x *exchange) abort() {
	x.server.journal.update(x.entry, func(e *Entry) {
		if e.Duration == 0 {
			e.Duration = time.Since(e.Time)
		}
	})
	panic(http.ErrAbortHandler)
}

// wait pauses, and reports whether the whole pause has passed.
func (x *exchange) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-x.r.Context().Done():
	case <-x.server.closing:
	}
	return false
}

// waitForEnd pauses until the client or the server goes away.
func (x *exchange) waitForEnd() {
	select {
	case <-x.r.Context().Done():
	case <-x.server.closing:
	}
}

// ended reports whether the client or the server has gone away.
func (x *exchange) ended() bool {
	select {
	case <-x.r.Context().Done():
		return true
	case <-x.server.closing:
		return true
	default:
		return false
	}
}

// maxBody limits a request's body; 300 conversations need about 40 KB. A longer body is
// truncated, and so refused as invalid JSON.
const maxBody = 1 << 20

// arrive reads a request, records it in the journal and gets its step.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request) *exchange {
	body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)) // a partial body is judged, too
	e := newEntry(r, body)
	s.journal.add(e)
	step := s.queue.next()
	s.journal.update(e, func(e *Entry) { e.Step = step.String() })
	return &exchange{server: s, w: w, r: r, body: body, step: step, entry: e}
}

func newEntry(r *http.Request, body []byte) *Entry {
	query, _ := url.ParseQuery(r.URL.RawQuery) // the part that can be parsed
	id, _ := strconv.ParseUint(query.Get("sdkappid"), 10, 64)
	return &Entry{
		Time:          time.Now(),
		Connection:    connectionNumber(r.Context()),
		Method:        r.Method,
		Path:          r.URL.Path,
		SDKAppID:      id,
		Identifier:    query.Get("identifier"),
		UserSig:       query.Get("usersig"),
		Random:        query.Get("random"),
		Query:         query,
		Header:        r.Header.Clone(),
		Body:          body,
		Conversations: countItems(body),
	}
}

func countItems(body []byte) int {
	o, _ := parseObject(body)
	var items []jsontext.Value
	if o["ContactItem"].Kind() != '[' || json.Unmarshal(o["ContactItem"], &items) != nil {
		return 0
	}
	return len(items)
}
