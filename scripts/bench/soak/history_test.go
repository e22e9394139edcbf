package soak

import (
	"strconv"
	"testing"

	"chatmarks/chat/chattest"
)

// request returns a request that reached the fake Chat.
func request(random, step string, connection int) chattest.Entry {
	code, _ := strconv.Atoi(step) // 0 if it is not a code
	return chattest.Entry{Body: []byte(`{"To_Account":"call_1_0"}`), Random: random, Step: step, Connection: connection, ErrorCode: code}
}

func TestAttemptsOfAnAsk(t *testing.T) {
	t.Parallel()
	another := request("2", "ok", 1)
	another.Body = []byte(`{"To_Account":"call_1_0","more":1}`)
	tests := map[string]struct {
		journal  []chattest.Entry
		attempts int // 0: the oracle objects
	}{
		"one":                                     {[]chattest.Entry{request("1", "ok", 1)}, 1},
		"a retry has a random of its own":         {[]chattest.Entry{request("1", "50004", 1), request("2", "ok", 1)}, 2},
		"a kept-alive connection is replaced":     {[]chattest.Entry{request("1", "50004", 1), request("2", "reset", 1), request("2", "ok", 2)}, 2},
		"two of them in a row":                    {[]chattest.Entry{request("1", "eof", 1), request("1", "reset", 2), request("1", "ok", 3)}, 0},
		"a retry on the bad connection":           {[]chattest.Entry{request("1", "http503", 1), request("2", "ok", 1)}, 0},
		"a retry leaves the bad connection":       {[]chattest.Entry{request("1", "http503", 1), request("2", "ok", 2)}, 2},
		"a retry on another kept-alive one":       {[]chattest.Entry{request("0", "50004", 2), request("1", "http503", 1), request("2", "ok", 2)}, 0},
		"a kept-alive connection is not replaced": {[]chattest.Entry{request("1", "50004", 1), request("2", "reset", 1)}, 0},
		"a fresh one may fail":                    {[]chattest.Entry{request("1", "reset", 1), request("2", "ok", 2)}, 2},
		"an answer cut short is no replacement":   {[]chattest.Entry{request("1", "ok", 1), request("1", "truncate", 1), request("1", "ok", 2)}, 0},
		"an old random":                           {[]chattest.Entry{request("1", "50004", 1), request("2", "50004", 1), request("1", "ok", 1)}, 0},
		"another body":                            {[]chattest.Entry{request("1", "50004", 1), another}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			met := newHistory().read(tt.journal)
			c := newTestCase(ask{marker: "call_1_0"}, met["call_1_0"], 0)
			switch {
			case tt.attempts == 0 && c.err == nil:
				t.Error("no objection")
			case tt.attempts > 0 && (c.err != nil || c.attempts != tt.attempts):
				t.Errorf("%d attempts (%v), want %d", c.attempts, c.err, tt.attempts)
			}
		})
	}
}

func TestAskThatMustNotReachChat(t *testing.T) {
	t.Parallel()
	met := newHistory().read([]chattest.Entry{request("1", "ok", 1)})
	if c := newTestCase(ask{flaw: invalidParameter}, met["call_1_0"], 0); c.err == nil {
		t.Error("a wrong request reached Chat without objection")
	}
}
