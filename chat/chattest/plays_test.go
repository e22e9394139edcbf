package chattest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

// observe sends one request to a server that plays the script.
func observe(t *testing.T, o chattest.Options, steps ...chattest.Step) (answered, chattest.Entry, error) {
	t.Helper()
	s := start(t, o)
	s.Script(steps...)
	a, err := send(client(t, s), request(t, t.Context(), s, sampleRequest))
	return a, s.Journal()[0], err
}

func TestActionsThatAnswer(t *testing.T) {
	t.Parallel()
	sample := len(compact(t, file(t, "sample_answer.json")))
	tests := map[string]struct {
		status, code int
		media        string
		check        func(answered) bool
	}{
		"ok":                       {200, 0, "application/json", func(a answered) bool { return len(a.body) == sample }},
		"ok+status=500":            {500, 0, "application/json", func(a answered) bool { return len(a.body) == sample }},
		"50004":                    {200, 50004, "application/json", func(a answered) bool { return strings.Contains(string(a.body), `"FAIL"`) }},
		"12345":                    {200, 12345, "application/json", func(a answered) bool { return json.Valid(a.body) }},
		"60007+retry-after=3":      {200, 60007, "application/json", func(a answered) bool { return a.header.Get("Retry-After") == "3" }},
		"http503+retry-after=2":    {503, 0, "text/html; charset=utf-8", func(a answered) bool { return a.header.Get("Retry-After") == "2" }},
		"http204":                  {204, 0, "text/html; charset=utf-8", func(a answered) bool { return len(a.body) == 0 }},
		"http429":                  {429, 0, "text/html; charset=utf-8", func(a answered) bool { return bytes.Contains(a.body, []byte("<html>")) }},
		"big":                      {200, 0, "application/json", func(a answered) bool { return len(a.body) > 4<<20 && json.Valid(a.body) }},
		"garbage":                  {200, 0, "application/json", func(a answered) bool { return len(a.body) > 0 && !json.Valid(a.body) }},
		"html":                     {200, 0, "text/html; charset=utf-8", func(a answered) bool { return len(a.body) > 0 }},
		"empty":                    {200, 0, "application/json", func(a answered) bool { return len(a.body) == 0 && a.header.Get("Content-Length") == "0" }},
		"redirect":                 {302, 0, "text/html; charset=utf-8", func(a answered) bool { return a.header.Get("Location") == "/v4/recentcontact/moved" }},
		"redirect+status=307":      {307, 0, "text/html; charset=utf-8", func(a answered) bool { return a.header.Get("Location") != "" }},
		"undocumented":             {200, 0, "application/json", func(a answered) bool { return json.Valid(a.body) && json.Unmarshal(a.body, new(verdict)) != nil }},
		"older":                    {200, 0, "application/json", func(a answered) bool { return bytes.HasPrefix(a.body, []byte(`{"ContactItem":[{"Type":1,`)) }},
		"older+delay=1ms":          {200, 0, "application/json", func(a answered) bool { return !bytes.Contains(a.body, []byte("ContactResultItem")) }},
		"ok+delay=20ms+status=201": {201, 0, "application/json", func(a answered) bool { return len(a.body) == sample }},
	}
	for script, tt := range tests {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			a, e, err := observe(t, chattest.Options{}, mustParse(t, script)...)
			if err != nil {
				t.Fatal(err)
			}
			if a.status != tt.status || a.header.Get("Content-Type") != tt.media || !tt.check(a) {
				t.Errorf("HTTP %d, %v, %.300s", a.status, a.header, a.body)
			}
			if e.HTTPStatus != tt.status || e.ErrorCode != tt.code || e.Step != script {
				t.Errorf("journal: HTTP %d, code %d, step %q", e.HTTPStatus, e.ErrorCode, e.Step)
			}
		})
	}
}

func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestActionsThatBreakTheConnection(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script string
		want   error
		status int
		bytes  bool
	}{
		"reset is a connection reset":       {"reset", syscall.ECONNRESET, 0, false},
		"eof ends before an answer":         {"eof", io.EOF, 0, false},
		"eof may come late":                 {"eof+delay=5ms", io.EOF, 0, false},
		"truncate ends in mid body":         {"truncate", io.ErrUnexpectedEOF, 200, true},
		"truncate can have another status":  {"truncate+status=502", io.ErrUnexpectedEOF, 502, true},
		"chunkcut ends without a last part": {"chunkcut", io.ErrUnexpectedEOF, 200, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, e, err := observe(t, chattest.Options{}, mustParse(t, tt.script)...)
			if !errors.Is(err, tt.want) {
				t.Errorf("error is %v, want %v", err, tt.want)
			}
			if a.status != tt.status || (len(a.body) > 0) != tt.bytes || json.Valid(a.body) {
				t.Errorf("HTTP %d with %q", a.status, a.body)
			}
			if e.HTTPStatus != tt.status || e.Step != tt.script {
				t.Errorf("journal: HTTP %d, step %q", e.HTTPStatus, e.Step)
			}
		})
	}
}

func TestResetWorksBelowTLS(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{TLS: true})
	s.Script(chattest.Step{Action: chattest.Reset})
	c := client(t, s)
	c.Transport.(*http.Transport).ForceAttemptHTTP2 = false
	if _, err := send(c, request(t, t.Context(), s, sampleRequest)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("error is %v, want a reset", err)
	}
}

func TestFaultsOverHTTP2EndTheStream(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"reset", "eof", "truncate", "chunkcut"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			s := start(t, chattest.Options{TLS: true})
			s.Script(mustParse(t, script)...)
			c := client(t, s)
			if _, err := send(c, request(t, t.Context(), s, sampleRequest)); err == nil {
				t.Error("no error")
			}
			a, err := send(c, request(t, t.Context(), s, sampleRequest))
			if err != nil || a.proto != 2 || a.verdict(t).ErrorCode != 0 {
				t.Errorf("afterwards HTTP/%d, %v", a.proto, err)
			}
			if s.Connections() != 1 {
				t.Errorf("%d connections, want one that outlives the fault", s.Connections())
			}
		})
	}
}

func TestEndlessGoesOnUntilTheClientLeaves(t *testing.T) {
	t.Parallel()
	for _, overTLS := range []bool{false, true} {
		s := start(t, chattest.Options{TLS: overTLS})
		s.Script(chattest.Step{Action: chattest.Endless})
		resp, err := client(t, s).Do(request(t, t.Context(), s, sampleRequest))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.CopyN(io.Discard, resp.Body, 5<<20); err != nil {
			t.Errorf("%d bytes, then %v", n, err)
		}
		_ = resp.Body.Close()
	}
}

func TestRawBodyIsAnsweredAsItIs(t *testing.T) {
	t.Parallel()
	a, e, err := observe(t, chattest.Options{}, chattest.Step{Body: `{"ErrorCode":null}`})
	if err != nil || a.status != 200 || string(a.body) != `{"ErrorCode":null}` || e.Step != "body" {
		t.Errorf("HTTP %d %s, %v, step %q", a.status, a.body, err, e.Step)
	}
}

func TestStepThatCannotBePlayedSaysSo(t *testing.T) {
	t.Parallel()
	steps := []chattest.Step{
		{Action: "hangg"}, {Action: chattest.HTTP}, {Action: chattest.HTTP, Status: 99}, {Code: -1}, {Code: 1, Body: "a"},
		{Action: chattest.EOF, Code: 1}, {Delay: -1}, {Action: chattest.Reset, Status: 500}, {Status: 304},
	}
	for _, step := range steps {
		a, _, err := observe(t, chattest.Options{}, step)
		if err != nil || a.status != 500 || !strings.HasPrefix(string(a.body), "chattest: ") {
			t.Errorf("%+v: HTTP %d %s, %v", step, a.status, a.body, err)
		}
	}
}

func TestDelayIsWaitedFor(t *testing.T) {
	t.Parallel()
	const delay = 30 * time.Millisecond
	began := time.Now()
	_, e, err := observe(t, chattest.Options{}, chattest.Step{Delay: delay})
	if err != nil || time.Since(began) < delay || e.Duration < delay {
		t.Errorf("%v, took %v, journal says %v", err, time.Since(began), e.Duration)
	}
}
