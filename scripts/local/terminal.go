package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// terminal prints plain sections for people. Requests may print to it in parallel.
type terminal struct {
	mu        sync.Mutex
	to        io.Writer
	following bool
}

// line writes one line.
func (c *terminal) line(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintln(c.to, text)
}

// note writes one line with a name before it.
func (c *terminal) note(name, text string) {
	c.line(strings.TrimSpace(fmt.Sprintf("%-9s %s", name, text)))
}

// section begins a part of the output.
func (c *terminal) section(name, text string) {
	c.line("")
	c.note(name, text)
}

// json writes a JSON text over several lines, and any other text unchanged.
func (c *terminal) json(text []byte) {
	if len(text) > 0 {
		c.line(layout(text))
	}
}

// header writes a header, a line for each value.
func (c *terminal) header(h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			c.line("  " + name + ": " + value)
		}
	}
}

// log writes a log line of the function in short form.
func (c *terminal) log(line string) {
	c.line("  " + compactLog(line))
}

// follow prints the function's log lines as they arrive, from now on.
func (c *terminal) follow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.following = true
}

// Write receives what the function writes to stderr, which should be nothing.
func (c *terminal) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		c.line("stderr    " + strings.TrimSuffix(line, "\n"))
	}
	return len(p), nil
}

// follow passes on the function's lines for lookups and, after terminal.follow, prints
// them.
type follow struct {
	lines io.Writer
	out   *terminal
}

func (f follow) Write(p []byte) (int, error) {
	f.out.mu.Lock()
	show := f.out.following
	f.out.mu.Unlock()
	if show {
		for line := range strings.Lines(string(p)) {
			f.out.log(strings.TrimSuffix(line, "\n"))
		}
	}
	return f.lines.Write(p)
}
