package contract

import (
	"context"
	"errors"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

// webProcess is the function as a Web function: over HTTP, without a platform.
type webProcess struct {
	cmd  *exec.Cmd
	base string
	gone chan error // receives how it ended, once
	out  *platform.Lines
	err  *platform.Lines
}

// web starts the function as a Web function in the world's environment and returns its
// address. It ends with the test.
func (w *world) web() string { return w.webProcess().base }

func (w *world) webProcess(environment ...string) *webProcess {
	w.t.Helper()
	return w.start(exec.Command(binary), environment...)
}

func (w *world) start(command *exec.Cmd, environment ...string) *webProcess {
	w.t.Helper()
	port := freePort(w.t)
	p := &webProcess{cmd: command, base: "http://127.0.0.1:" + port, gone: make(chan error, 1), out: new(platform.Lines), err: new(platform.Lines)}
	p.cmd.Env = append([]string{"PORT=" + port}, environment...)
	for name, value := range w.env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stdout = recorded(w.t.Name()+", stdout over HTTP", p.out)
	p.cmd.Stderr = recorded(w.t.Name()+", stderr over HTTP", p.err)
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() { p.gone <- p.cmd.Wait() }()
	w.t.Cleanup(p.kill)
	p.await(w.t)
	return p
}

func (p *webProcess) kill() {
	_ = p.cmd.Process.Kill() // fails if it has ended
	p.gone <- <-p.gone
}

// await returns when the process answers the health check, with any status.
func (p *webProcess) await(t *testing.T) {
	t.Helper()
	eventually(t, "the function answers over HTTP", func() bool {
		if len(p.gone) > 0 {
			t.Fatalf("it has ended: %q", p.err.All())
		}
		answer, err := plain.Get(p.base + "/healthz")
		if err != nil {
			return false
		}
		return errors.Join(answer.Body.Close()) == nil
	})
}

func freePort(t *testing.T) string {
	t.Helper()
	port, err := platform.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(port)
}

// patience is the limit for something that normally takes milliseconds.
const patience = 10 * time.Second

// eventually polls until happened returns true.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for !happened() {
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("it does not come to pass that %s", what)
		}
	}
}
