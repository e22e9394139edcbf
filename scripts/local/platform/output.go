package platform

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// lineWriter passes on whole lines, with one Write at a time. It locks turn, so that the
// output of two streams never mixes within a line.
type lineWriter struct {
	turn *sync.Mutex
	to   io.Writer
	rest []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.rest = append(w.rest, p...)
	end := bytes.LastIndexByte(w.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	w.pass(w.rest[:end])
	w.rest = append(w.rest[:0], w.rest[end:]...)
	return len(p), nil
}

// flush passes on an unfinished last line and adds a line end.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.pass(append(w.rest, '\n'))
		w.rest = nil
	}
}

// pass ignores the writer's error. Otherwise os/exec would stop reading, and the function
// would block on a full pipe.
func (w *lineWriter) pass(lines []byte) {
	w.turn.Lock()
	defer w.turn.Unlock()
	_, _ = w.to.Write(lines)
}

// keptStderr is how many bytes of a process's stderr are kept for error texts.
const keptStderr = 4 << 10

// tail keeps the end of what was written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - keptStderr; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

// String returns what was kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}
