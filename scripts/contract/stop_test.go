package contract

import (
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// A Web function stops on SIGTERM, but answers requests in progress.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	p := w.webProcess()
	w.play("ok+delay=700ms")
	answered := make(chan response, 1)
	go func() { answered <- w.over(p.base, post(t, "/"), []byte(sampleBody)) }()
	eventually(t, "the request is under way", func() bool { return len(w.chat.Journal()) == 1 })
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, "nobody else is let in", func() bool {
		answer, err := plain.Post(p.base, "application/json", strings.NewReader("{}"))
		if err == nil {
			answer.Body.Close()
		}
		return err != nil
	})
	if a := <-answered; a.status != http.StatusOK {
		t.Errorf("the request under way: %v", a)
	}
	endedWell(t, p.gone)
}

// endedWell waits for a process to end and fails if it ended with an error. It puts the
// error back into gone.
func endedWell(t *testing.T, gone chan error) {
	t.Helper()
	err := <-gone
	gone <- err
	if err != nil {
		t.Errorf("it did not end well: %v", err)
	}
}

// "a second SIGTERM or SIGINT ends the process at once", whatever is in progress.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	for _, second := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		w := newWorld(t, "CALLER_AUTH=none", "CHAT_ATTEMPT_TIMEOUT=1m")
		p := w.webProcess("TENCENTCLOUD_RUNENV=SCF")
		w.play("hang*")
		r := post(t, p.base)
		r.Header.Set("X-Scf-Timeout", "60000")
		r.Body = io.NopCloser(strings.NewReader(sampleBody))
		cut := make(chan error, 1)
		go func() {
			answer, err := plain.Do(r)
			if err == nil {
				answer.Body.Close()
			}
			cut <- err
		}()
		eventually(t, "the request is in progress", func() bool { return len(w.chat.Journal()) == 1 })
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		eventually(t, "nobody else is let in", func() bool {
			conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
			if err == nil {
				conn.Close()
			}
			return err != nil
		})
		eventually(t, "the second signal ends it", func() bool {
			_ = p.cmd.Process.Signal(second) // fails if the process has ended
			select {
			case err := <-p.gone:
				p.gone <- err
				return err != nil
			default:
				return false
			}
		})
		if <-cut == nil {
			t.Errorf("%v: the request was answered", second)
		}
	}
}

// An idle process ends at once, for SIGINT as well.
func TestStopOfAnIdleProcess(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := newWorld(t).webProcess()
		if err := p.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		err := <-p.gone
		p.gone <- err
		if err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
