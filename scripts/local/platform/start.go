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

// startLimit limits the time until the function answers its first Ping. The vendor's
// default is 65 s.
const startLimit = 20 * time.Second

// Config configures a function. Only Binary is required.
type Config struct {
	// Binary is the compiled function. Its folder is the working directory, like the
	// unpacked archive on the platform.
	Binary string
	// Environment contains the function's own variables. They are passed with each
	// invocation and are not in the environment of the process.
	Environment map[string]string
	// ProcessEnvironment contains NAME=value entries for the environment of the process.
	// They are set from its start and override the platform's own.
	ProcessEnvironment []string
	// Timeout is the function's time limit, which sets the deadline of each invocation.
	// The default is 15 s.
	Timeout time.Duration
	// MemoryMB is the memory limit that is passed to the function. The default is 128.
	MemoryMB int32
	// Stdout and Stderr receive the function's output in whole lines, with one Write at a
	// time. The default is io.Discard.
	Stdout, Stderr io.Writer
}

// withDefaults sets the fields that are missing.
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

// Start runs the function as the platform does and waits until it answers. ctx limits
// only the start; the function runs until Stop.
func Start(ctx context.Context, c Config) (*Function, error) {
	binary, err := filepath.Abs(c.Binary)
	if err != nil {
		return nil, fmt.Errorf("start the function: %w", err)
	}
	c = c.withDefaults()
	c.Binary = binary
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	// Another process may take a free port before the function binds it.
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

// command returns the command that runs the function in the platform's environment.
func command(c Config, port int) *exec.Cmd {
	dir := filepath.Dir(c.Binary)
	cmd := exec.Command(c.Binary)
	cmd.Dir = dir
	cmd.Env = append(processEnvironment(port, dir, c.MemoryMB), c.ProcessEnvironment...)
	cmd.SysProcAttr = processAttributes()
	return cmd
}
