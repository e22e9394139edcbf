package contract

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// As a Web function it stops on SIGTERM, but answers what is under way.
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
	err := <-p.gone
	p.gone <- err
	if err != nil {
		t.Errorf("it did not end well: %v", err)
	}
}

// It ends at once where nothing is under way, for SIGINT as well.
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
