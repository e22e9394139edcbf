package platform

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// stopLimit is how long a process may take to end after a signal before it is killed.
const stopLimit = 3 * time.Second

// process is the function's process, from its start to its end.
type process struct {
	cmd    *exec.Cmd
	stderr *tail
	done   chan struct{} // closed when it has ended and all its output is passed on
	err    error         // how it ended; set before done is closed
}

// spawn starts cmd. One goroutine owns the process and ends with it.
func spawn(cmd *exec.Cmd, stdout, stderr io.Writer) (*process, error) {
	p := &process{cmd: cmd, stderr: new(tail), done: make(chan struct{})}
	var turn sync.Mutex // both may write to the same writer
	out := &lineWriter{turn: &turn, to: stdout}
	errs := &lineWriter{turn: &turn, to: io.MultiWriter(p.stderr, stderr)}
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.WaitDelay = time.Second
	started := make(chan error, 1)
	go p.own(started, out, errs)
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// own starts the process and waits for its end. It locks its OS thread: Linux ends the
// child when the thread that started it ends (see processAttributes), and the Go runtime
// may end a thread at any time.
func (p *process) own(started chan<- error, outputs ...*lineWriter) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.done)
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.err = p.cmd.Wait()
	for _, o := range outputs {
		o.flush()
	}
}

// terminate asks the process to end, kills it if it does not, and waits for its end.
func (p *process) terminate() {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = p.cmd.Process.Kill() // the system does not have this signal; the wait below tells whether Kill worked
	}
	timer := time.NewTimer(stopLimit)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
		_ = p.cmd.Process.Kill() // fails only if the process has just ended
		<-p.done
	}
}

// ended reports whether the process has ended.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// ending describes how the process ended and what it last wrote to stderr. The process
// must have ended.
func (p *process) ending() string {
	text := "exit status 0"
	if p.err != nil {
		text = p.err.Error()
	}
	if last := p.stderr.String(); last != "" {
		text = fmt.Sprintf("%s, stderr: %s", text, last)
	}
	return text
}
