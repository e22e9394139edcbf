package contract

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// piped is the function with a stdout and stderr that only the test holds.
type piped struct {
	w    *world
	gone chan error
	cmd  *exec.Cmd
	call func() int // sends one search to the process' port and returns its status, 200 for an answer without an error
}

// newPiped starts the function over RPC or over HTTP.
func newPiped(t *testing.T, event bool, stdout, stderr *os.File) *piped {
	w := newWorld(t, "CALLER_AUTH=none")
	port := freePort(t)
	p := &piped{w: w, cmd: exec.Command(binary), gone: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = stdout, stderr
	for name, value := range w.env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	if event {
		p.cmd.Env = append(p.cmd.Env, "_LAMBDA_SERVER_PORT="+port)
		p.call = func() int { return searchOver(t, port) }
	} else {
		p.cmd.Env = append(p.cmd.Env, "PORT="+port)
		p.call = func() int { return w.over("http://127.0.0.1:"+port, post(t, "/"), []byte(sampleBody)).status }
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.gone <- p.cmd.Wait() }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // fails if it has ended
		<-p.gone
	})
	eventually(t, "it listens", func() bool {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return p
}

func searchOver(t *testing.T, port string) int {
	t.Helper()
	client, err := rpc.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	deadline := time.Now().Add(patience)
	request := &messages.InvokeRequest{Payload: []byte(sampleBody), RequestId: "of-the-test", Deadline: messages.InvokeRequest_Timestamp{Seconds: deadline.Unix()}}
	response := new(messages.InvokeResponse)
	call := client.Go("Function.Invoke", request, response, make(chan *rpc.Call, 1))
	select {
	case <-call.Done:
	case <-t.Context().Done():
	case <-time.After(patience):
		t.Fatal("no answer")
	}
	if call.Error != nil || response.Error != nil || !strings.Contains(string(response.Payload), `"conversations"`) {
		t.Fatalf("%v %v %s", call.Error, response.Error, response.Payload)
	}
	return 200
}

// fill fills a pipe, so that the next write blocks.
func fill(t *testing.T, w *os.File) (written int) {
	t.Helper()
	block := []byte(strings.Repeat("x", 4<<20))
	for { // until the pipe is full: a busy machine may not fill it within one deadline
		if err := w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		n, err := w.Write(block)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("a pipe that takes %d bytes: %v", n, err)
		}
		if written += n; n == 0 {
			return written
		}
	}
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// Section 8, the log line: "If stdout is closed the process lives on".
func TestReaderOfTheLogThatIsGone(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]bool{"RPC": true, "HTTP": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outR, outW := pipe(t)
			errR, errW := pipe(t)
			outR.Close()
			errR.Close()
			p := newPiped(t, event, outW, errW)
			for range 5 {
				if status := p.call(); status != 200 {
					t.Errorf("status %d", status)
				}
			}
			select {
			case err := <-p.gone:
				p.gone <- err
				t.Errorf("it has ended: %v", err)
			default:
			}
		})
	}
}

// "while one line is stuck, later ones are dropped without waiting; the next line
// that can be written is a whole line and says how many were lost".
func TestReaderOfTheLogThatIsStuck(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]bool{"RPC": true, "HTTP": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outR, outW := pipe(t)
			full := fill(t, outW)
			errR, errW := pipe(t)
			fill(t, errW)
			p := newPiped(t, event, outW, errW)
			outW.Close()
			const calls = 300 // more than fits into any pipe
			for range calls {
				if status := p.call(); status != 200 {
					t.Fatalf("status %d", status)
				}
			}
			if _, err := io.CopyN(io.Discard, outR, int64(full)); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(outR)
			next := func() (line struct {
				Msg  string
				Lost int
			}) {
				if !lines.Scan() || json.Unmarshal(lines.Bytes(), &line) != nil || line.Msg != "search" {
					t.Fatalf("not a whole line: %q", lines.Text())
				}
				return line
			}
			if stuck := next(); stuck.Lost != 0 {
				t.Errorf("the line that was stuck: %+v", stuck)
			}
			p.call()
			if line := next(); line.Lost != calls-1 {
				t.Errorf("the next line: %+v, not %d lost", line, calls-1)
			}
			p.call()
			if line := next(); line.Lost != 0 {
				t.Errorf("the one after: %+v", line)
			}
			if event {
				return
			}
			errR.Close()
			if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			endedWell(t, p.gone)
		})
	}
}

// SIGTERM ends a process whose log nobody reads.
func TestStopWithAStuckLog(t *testing.T) {
	t.Parallel()
	_, outW := pipe(t)
	fill(t, outW)
	_, errW := pipe(t)
	fill(t, errW)
	p := newPiped(t, false, outW, errW)
	p.call()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	endedWell(t, p.gone)
}
