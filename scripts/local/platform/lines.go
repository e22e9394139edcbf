package platform

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// keptLines is how many lines Lines remembers.
const keptLines = 1000

// Lines is an io.Writer for Config.Stdout. It remembers the function's last 1000 lines,
// and a caller can wait for a line: log lines come through a separate pipe and may arrive
// after the answer. The zero value is ready to use.
type Lines struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed at the next line; nil if nobody waits
}

// Write expects whole lines.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(string(p)) {
		l.lines = append(l.lines, strings.TrimSuffix(line, "\n"))
	}
	if extra := len(l.lines) - keptLines; extra > 0 {
		l.lines = slices.Delete(l.lines, 0, extra)
	}
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
	return len(p), nil
}

// All returns the lines so far.
func (l *Lines) All() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

// Await returns the first line that contains text (a request id, for example). It waits
// if there is none yet.
func (l *Lines) Await(ctx context.Context, text string) (string, error) {
	lines, err := l.AwaitAll(ctx, text, 1)
	if err != nil {
		return "", err
	}
	return lines[0], nil
}

// AwaitAll waits until n lines contain text and returns them. n is at least 1. If ctx
// ends first, AwaitAll returns the lines found so far and the cause.
func (l *Lines) AwaitAll(ctx context.Context, text string, n int) ([]string, error) {
	for {
		lines, more := l.find(text)
		if len(lines) >= n {
			return lines, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return lines, context.Cause(ctx)
		}
	}
}

// find returns the lines that contain text, and a channel that is closed when there are
// more lines.
func (l *Lines) find(text string) (found []string, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	if l.more == nil {
		l.more = make(chan struct{})
	}
	return found, l.more
}
