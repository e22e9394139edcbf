//go:build unix

package contract

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// client is a connection on which the test chooses the bytes.
type client struct {
	t *testing.T
	net.Conn
	reader *bufio.Reader
}

func (p *webProcess) connect(t *testing.T) *client {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(2 * patience))
	return &client{t: t, Conn: conn, reader: bufio.NewReader(conn)}
}

const (
	searchHead = "POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 123\r\n\r\n"
	healthHead = "GET /healthz HTTP/1.1\r\nHost: f\r\n\r\n"
)

func (c *client) send(text string) {
	c.t.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// status returns the status of the next answer, or 0 if the connection has ended.
func (c *client) status() int {
	a, err := http.ReadResponse(c.reader, nil)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Error("neither an answer nor an end")
	}
	if err != nil {
		return 0
	}
	defer a.Body.Close()
	if a.StatusCode == 503 && a.Header.Get("Retry-After") == "" {
		c.t.Error("503 without Retry-After")
	}
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return 0
	}
	return a.StatusCode
}

// Section 6: "at the cap a new one takes the place of the one that has been longest
// without an accepted credential, else of the one idle longest"; the cap is "half of
// the descriptors that it may open". Which one is idle longest, only the process knows:
// the handler of an answer may end after that of a later one. Package handler tests it.
func TestConnectionBound(t *testing.T) {
	t.Parallel()
	const limit = 20
	w := newWorld(t, "CALLER_AUTH=none")
	p := w.start(exec.Command("/bin/sh", "-c", `ulimit -n 40 && exec "$0"`, binary))
	plain.CloseIdleConnections() // the connection of the test's own health check
	search := searchHead + padded(sampleBody, 123)
	ask := func(c *client) {
		t.Helper()
		c.send(search)
		if got := c.status(); got != 200 {
			t.Fatalf("status %d", got)
		}
	}
	accepted := p.connect(t)
	ask(accepted)
	var silent []*client
	for len(silent) < limit-1 {
		c := p.connect(t)
		c.send(healthHead) // has no credential, and shows that the connection is accepted
		if got := c.status(); got != 200 {
			t.Fatalf("status %d", got)
		}
		silent = append(silent, c)
	}
	var all []*client
	for i := range limit - 1 {
		all = append(all, p.connect(t))
		ask(all[i])
		if got := silent[i].status(); got != 0 {
			t.Fatalf("of those without a credential, number %d has status %d after %d more connections", i, got, i+1)
		}
	}
	ask(accepted) // is still connected
	ask(p.connect(t))
	closed := 0
	for _, c := range append(all, accepted) {
		if _, err := c.Write([]byte(search)); err != nil || c.status() == 0 {
			closed++
		}
	}
	if closed != 1 {
		t.Errorf("%d of the idle ones were closed for one more", closed)
	}
}

// Section 6: "At most 64 requests are in progress …; one more waits at most 1 s for
// a turn, then gets 503 ServiceUnavailable with Retry-After. The health check needs
// no turn."
func TestTurns(t *testing.T) {
	t.Parallel()
	const turns = 64
	w := newWorld(t, "CALLER_AUTH=none")
	p := w.webProcess()
	w.play("hang*")
	var busy []*client
	for range turns {
		c := p.connect(t)
		c.send(searchHead + padded(sampleBody, 123))
		busy = append(busy, c)
	}
	eventually(t, "all ask Chat", func() bool { return len(w.chat.Journal()) == turns })
	late := p.connect(t)
	late.send(searchHead + padded(sampleBody, 123))
	health := p.connect(t)
	health.send(healthHead)
	if got := health.status(); got != 200 {
		t.Errorf("the health check: %d", got)
	}
	if got := late.status(); got != 503 {
		t.Errorf("one more: %d", got)
	}
	if got := len(w.chat.Journal()); got != turns {
		t.Errorf("Chat has %d requests", got)
	}
	busy[0].Close()
	eventually(t, "a client that is gone leaves its turn", func() bool {
		c := p.connect(t)
		c.send(searchHead + padded(sampleBody, 123))
		c.Close()
		return len(w.chat.Journal()) > turns
	})
}

// A client that blocks its turn loses it to a client that needs one, whether the body of
// the first does not arrive or it does not read.
func TestTurnThatWaitsForItsClient(t *testing.T) {
	t.Parallel()
	const turns = 64
	large := strings.Repeat(`{"Type":1,"To_Account":"user_0002"},`, 299) + `{"Type":1,"To_Account":"user_0002"}`
	large = `{"From_Account":"user_0001","ContactItem":[` + large + "]}"
	reading := func(p *webProcess) *client {
		c := p.connect(t)
		_ = c.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		return c
	}
	for name, stall := range map[string]func(p *webProcess){
		"body": func(p *webProcess) { p.connect(t).send(searchHead + "{") },
		"answer": func(p *webProcess) {
			c := reading(p)
			go func() { // ends with the connection
				for {
					if _, err := c.Write([]byte(strings.Replace(searchHead, "123", strconv.Itoa(len(large)), 1) + large)); err != nil {
						return
					}
				}
			}()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newWorld(t, "CALLER_AUTH=none", "CHAT_RATE_LIMIT=0").webProcess()
			for range turns {
				stall(p)
			}
			for range turns { // when the last is answered, all stalled clients have arrived
				c := p.connect(t)
				c.send(searchHead + padded(sampleBody, 123))
				if got := c.status(); got != 200 {
					t.Fatalf("another has status %d", got)
				}
			}
		})
	}
}

// Section 6: "SIGTERM finishes what has begun": a request that has been sent is answered,
// on a kept-alive connection as on a new one.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	const clients = 16
	w := newWorld(t, "CALLER_AUTH=none", "CHAT_RATE_LIMIT=0")
	p := w.webProcess()
	w.play("ok+delay=20ms*")
	var answered atomic.Int64
	var stopping atomic.Bool
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: i%2 == 0}}
			defer client.CloseIdleConnections()
			for more := 3; more > 0; { // requests after the signal
				if stopping.Load() {
					more--
				}
				a, err := client.Post(p.base, "application/json", strings.NewReader(sampleBody))
				if errors.Is(err, syscall.ECONNREFUSED) && stopping.Load() {
					return
				}
				if err != nil {
					t.Errorf("a request is lost: %v", err)
					return
				}
				a.Body.Close()
				if a.StatusCode != 200 {
					t.Errorf("status %d", a.StatusCode)
				}
				answered.Add(1)
			}
		})
	}
	eventually(t, "there is load", func() bool { return answered.Load() > 10*clients })
	stopping.Store(true)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	endedWell(t, p.gone)
}
