package abuse

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// running is the running function over plain HTTP.
type running struct {
	command       *exec.Cmd
	address, base string
}

// start starts the function with a memory limit, and waits until it listens.
func start(ctx context.Context, binary string, app chattest.App, endpoint string) (*running, error) {
	const limit = 10 * time.Second
	c := exec.CommandContext(ctx, "/bin/sh", "-c", fmt.Sprintf(`ulimit -d %d && exec "$0"`, dataLimit), binary)
	lines := new(platform.Lines)
	c.Stderr = lines
	c.Env = []string{"PORT=0", "CHAT_REGION=singapore", "CHAT_ENDPOINT=" + endpoint, fmt.Sprint("CHAT_SDKAPPID=", app.SDKAppID), "CHAT_SECRET_KEY=" + app.SecretKey,
		"CHAT_RATE_LIMIT=0", "CALLER_AUTH=token", "CALLER_TOKENS=" + token, "LOG_LEVEL=error"}
	if err := c.Start(); err != nil {
		return nil, err
	}
	r := &running{command: c}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	line, err := lines.Await(ctx, "listens on ")
	if err != nil {
		return nil, errors.Join(err, r.stop())
	}
	_, rest, _ := strings.Cut(line, "listens on ")
	rest, _, _ = strings.Cut(rest, ";")
	r.address = "127.0.0.1" + rest[strings.LastIndexByte(rest, ':'):]
	r.base = "http://" + r.address
	return r, nil
}

// stop stops the function. It returns an error if the function had ended by itself.
func (r *running) stop() error {
	if err := r.command.Process.Signal(syscall.SIGKILL); err != nil {
		return fmt.Errorf("the function has ended: %w", r.command.Wait())
	}
	err := r.command.Wait()
	if status, ok := r.command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
		return nil // it was stopped here
	}
	return fmt.Errorf("the function has ended: %w", err)
}
