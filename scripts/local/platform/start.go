package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// startLimit bounds the time until the function answers its first Ping; the vendor's default for it is 65 s.
const startLimit = 20 * time.Second

// Config says how to run a function. Only Binary is required.
type Config struct {
	// Binary is the compiled function. Its folder is the working directory, as the unpacked archive is on the platform.
	Binary string
	// Environment holds the function's own variables. The platform passes them with each invocation; they are not in the
	// environment of the process.
	Environment map[string]string
	// ProcessEnvironment holds NAME=value entries that are in the environment of the process from its start, beside the
	// platform's own, and win over those.
	ProcessEnvironment []string
	// Timeout is the function's time limit: each invocation's deadline. The default is 15 s.
	Timeout time.Duration
	// MemoryMB is the memory limit that the function is told. The default is 128.
	MemoryMB int32
	// Stdout and Stderr take what the function writes, whole lines at a time, never two at once. The default is io.Discard.
	Stdout, Stderr io.Writer
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	if c.Timeout <= 0 {
		c.Timeout = 15 * time.Second
	}
	if c.MemoryMB <= 0 {
		c.MemoryMB = 128
	}
	if c.Stdout == nil {
		c.Stdout = io.Discard
	}
	if c.Stderr == nil {
		c.Stderr = io.Discard
	}
	return c
}

// Start runs the function as the platform does and waits until it answers. The context bounds the start alone; the function
// runs until Stop.
func Start(ctx context.Context, c Config) (*Function, error) {
	binary, err := filepath.Abs(c.Binary)
	if err != nil {
		return nil, fmt.Errorf("start the function: %w", err)
	}
	c = c.withDefaults()
	c.Binary = binary
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	// A port is free only until somebody takes it: between our look and the function's bind, another process may.
	for range 3 {
		var f *Function
		if f, err = startOnce(ctx, c); err == nil || !errors.Is(err, errPortTaken) {
			return f, err
		}
	}
	return nil, err
}

var errPortTaken = errors.New("port was taken")

// startOnce makes one attempt at one port.
func startOnce(ctx context.Context, c Config) (*Function, error) {
	port, err := FreePort()
	if err != nil {
		return nil, fmt.Errorf("start the function: %w", err)
	}
	p, err := spawn(command(c, port), c.Stdout, c.Stderr)
	if err != nil {
		return nil, fmt.Errorf("start the function: %w", err)
	}
	client, err := connect(ctx, port, p.done)
	if err == nil {
		f := &Function{config: c, port: port, process: p, client: client}
		f.SetEnvironment(c.Environment)
		return f, nil
	}
	p.terminate()
	if strings.Contains(p.stderr.String(), "address already in use") {
		err = errPortTaken
	}
	if errors.Is(err, ErrEnded) {
		return nil, fmt.Errorf("start the function: %w: %s", err, p.ending())
	}
	return nil, fmt.Errorf("start the function: %w, stderr: %s", err, p.stderr)
}

// command is the function's process, in the environment of the platform.
func command(c Config, port int) *exec.Cmd {
	dir := filepath.Dir(c.Binary)
	cmd := exec.Command(c.Binary)
	cmd.Dir = dir
	cmd.Env = append(processEnvironment(port, dir, c.MemoryMB), c.ProcessEnvironment...)
	cmd.SysProcAttr = processAttributes()
	return cmd
}
