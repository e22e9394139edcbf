package main

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"time"

	"chatmarks/chat"
)

// exchange is a request to Chat and its reply. The exported fields may be published.
type exchange struct {
	Purpose      string   `json:"purpose"`
	Command      string   `json:"command"`
	HTTPVersion  string   `json:"httpVersion"` // empty if there was no reply
	Status       int      `json:"status"`
	Milliseconds int64    `json:"milliseconds"` // until the whole reply was read
	Headers      []string `json:"headers"`      // names, sorted
	Bytes        int      `json:"bytes"`
	Shape        []shape  `json:"shape"`

	body []byte
}

// maxBody limits the recorded size of a reply; the client reads 4 MiB.
const maxBody = 4<<20 + 1

// recorder sends requests and keeps their replies. It serves one call at a time.
type recorder struct {
	client    *chat.HTTPClient
	purpose   string
	exchanges []*exchange
}

// Do sends a request and records the reply.
func (r *recorder) Do(request *http.Request) (*http.Response, error) {
	x := &exchange{Purpose: r.purpose, Command: path.Base(request.URL.Path)}
	r.exchanges = append(r.exchanges, x)
	begin := time.Now()
	response, err := r.client.Do(request)
	if err != nil {
		x.Milliseconds = time.Since(begin).Milliseconds()
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	x.Milliseconds = time.Since(begin).Milliseconds()
	x.HTTPVersion, x.Status, x.Bytes, x.body = response.Proto, response.StatusCode, len(body), body
	x.Headers = slices.Sorted(maps.Keys(response.Header))
	response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
	return response, nil
}

// failing is a reader that ends with err, or with io.EOF if err is nil.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}
