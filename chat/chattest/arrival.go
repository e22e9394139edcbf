package chattest

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxBody bounds a request's body; 300 conversations need some 40 KB. What is
// longer is cut, and so refused as JSON that cannot be parsed.
const maxBody = 1 << 20

// arrive reads a request, enters it in the journal and finds out its step.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request) *exchange {
	body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)) // judged as far as it came
	e := newEntry(r, body)
	s.journal.add(e)
	step := s.queue.next()
	s.journal.update(e, func(e *Entry) { e.Step = step.String() })
	return &exchange{server: s, w: w, r: r, body: body, step: step, entry: e}
}

func newEntry(r *http.Request, body []byte) *Entry {
	query, _ := url.ParseQuery(r.URL.RawQuery) // what can be read of it
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
