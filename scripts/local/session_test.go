package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// newSession runs the platform's echo function, which answers an HTTP event with that
// event.
func newSession(t *testing.T, out io.Writer) *session {
	t.Helper()
	binary, err := platform.Build(t.Context(), filepath.Join("platform", "testdata", "echo"), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n := &session{
		options: options{served: platform.URL, timeout: 5 * time.Second},
		out:     &terminal{to: out},
		lines:   new(platform.Lines),
	}
	n.function, err = platform.Start(t.Context(), platform.Config{Binary: binary, Stdout: follow{n.lines, n.out}, Stderr: n.out})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.close() })
	return n
}

func TestServedRequestBecomesAnEvent(t *testing.T) {
	t.Parallel()
	n := newSession(t, io.Discard)
	r := httptest.NewRequest(http.MethodPost, "/search?sdkappid=1", strings.NewReader("hello"))
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	var event struct {
		Body, Path, HTTPMethod string
		QueryString            map[string]string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &event); err != nil {
		t.Fatal(err)
	}
	if event.Body != "hello" || event.Path != "/search" || event.HTTPMethod != "POST" || event.QueryString["sdkappid"] != "1" {
		t.Errorf("event %+v", event)
	}
	if w.Code != 201 || strings.Join(w.Header()["X-Many"], " ") != "a b" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("status %d, header %v", w.Code, w.Header())
	}
}

func TestServedRequestOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	n := newSession(t, io.Discard)
	w := httptest.NewRecorder()
	n.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(make([]byte, eventLimit+1))))
	if w.Code != 406 || !strings.Contains(w.Body.String(), "RequestTooLarge") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAnswersThatAGatewayCannotUse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		payload string
		status  int
	}{
		"no status":     {`{"ok":true}`, 403},
		"over 6 MB":     {`"` + strings.Repeat("x", eventLimit) + `"`, 407},
		"as it is told": {`{"statusCode":404,"headers":{},"body":"{}"}`, 404},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			writeAnswer(w, &platform.Result{Payload: []byte(test.payload)})
			if w.Code != test.status || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%d %.80s", w.Code, w.Body)
			}
		})
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	n := newSession(t, &out)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- n.serve(ctx, listener) }()
	response, err := http.Post("http://"+listener.Addr().String()+"/", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	cancel()
	if err := <-ended; err != nil || response.StatusCode != 201 {
		t.Errorf("status %d, %v", response.StatusCode, err)
	}
	if !strings.Contains(out.String(), "curl -s http://"+listener.Addr().String()) {
		t.Errorf("no curl line in\n%s", &out)
	}
}

func TestServeEndsWithTheFunction(t *testing.T) {
	t.Parallel()
	n := newSession(t, io.Discard)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- n.serve(t.Context(), listener) }()
	if _, err := n.invoke(t.Context(), []byte(`{"do":"exit"}`)); err == nil {
		t.Error("the function did not end")
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "ended by itself") {
		t.Errorf("serve: %v", err)
	}
}

func TestFirstShowsAnswerAndLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	n := newSession(t, &out)
	if !n.first(t.Context(), event{title: "direct", payload: []byte(`{"a":1}`), shown: []byte(`{"a":1}`)}) {
		t.Error("a good answer is taken for a bad one")
	}
	for _, want := range []string{"event     direct\n  {\"a\": 1}\n", "answer    in ", "log\n  requestID="} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if n.first(t.Context(), event{payload: []byte(`{"do":"fail"}`)}) || !strings.Contains(out.String(), "asked to fail") {
		t.Errorf("a Go error is taken for a good answer, or not shown:\n%s", &out)
	}
	if n.first(t.Context(), event{payload: []byte(`{"do":"exit"}`)}) || !strings.Contains(out.String(), "the platform would answer 439") {
		t.Errorf("an end is taken for a good answer, or not shown:\n%s", &out)
	}
}

func TestAttemptsAreShownOnALineEach(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	n := &session{out: &terminal{to: &out}}
	at := time.Now()
	n.printAttempts([]chattest.Entry{
		{Time: at, Duration: 2 * time.Millisecond, Step: "50004", HTTPStatus: 200, ErrorCode: 50004},
		{Time: at.Add(33500 * time.Microsecond), Duration: time.Millisecond, Step: "reset"},
		{Time: at.Add(50 * time.Millisecond), Duration: time.Millisecond, Step: "ok", HTTPStatus: 200},
	})
	want := `
attempts  that reached the fake Chat
  1  after a pause of 0.0 ms    50004          HTTP 200, code 50004 after 2.0 ms
  2  after a pause of 31.5 ms   reset          no answer after 1.0 ms
  3  after a pause of 15.5 ms   ok             HTTP 200 after 1.0 ms
`
	if out.String() != want {
		t.Errorf("got %s\nwant %s", &out, want)
	}
}
