package browser

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// local is a running scripts/local.
type local struct {
	url string // such as http://127.0.0.1:41234
	cmd *exec.Cmd
}

// startLocal starts scripts/local on a free port. settings are NAME=value.
func startLocal(settings []string, args ...string) (*local, error) {
	return startIn(root, settings, args...)
}

// startIn starts scripts/local for the module in a folder.
func startIn(folder string, settings []string, args ...string) (*local, error) {
	cmd := exec.Command(program, append(args, "-addr", "127.0.0.1:0")...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), settings...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start scripts/local: %w", err)
	}
	l := &local{cmd: cmd}
	if l.url, err = address(out); err != nil {
		_ = cmd.Process.Kill() // it may have ended
		return nil, errors.Join(err, cmd.Wait())
	}
	go io.Copy(io.Discard, out) // ends with the program
	return l, nil
}

// address reads the program's output until it contains the address.
func address(out io.Reader) (string, error) {
	found := make(chan string)
	go func() {
		defer close(found)
		var said strings.Builder
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said.WriteString(lines.Text() + "\n")
			if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "serving" {
				found <- fields[1]
				return
			}
		}
		found <- "it ended:\n" + said.String()
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // it compiles first
	defer cancel()
	select {
	case text := <-found:
		if !strings.HasPrefix(text, "http://") {
			return "", errors.New("scripts/local did not come to serve: " + text)
		}
		return text, nil
	case <-ctx.Done():
		return "", errors.New("scripts/local did not come to serve within a minute")
	}
}

// stop ends the program as Ctrl-C does.
func (l *local) stop() error {
	if err := l.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return l.cmd.Wait()
}

// newLocal starts scripts/local for a test.
func newLocal(t *testing.T, settings []string, args ...string) *local {
	t.Helper()
	l, err := startLocal(settings, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.stop(); err != nil {
			t.Errorf("scripts/local: %v", err)
		}
	})
	return l
}

// userSig returns a UserSig for a user of the demo app.
func userSig(t *testing.T, user string) string {
	t.Helper()
	app := chattest.DemoApp()
	sig, err := tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, user, 3600)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}
