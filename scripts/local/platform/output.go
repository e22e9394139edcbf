package platform

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// lineWriter passes whole lines on, one Write each time, when it is its turn: what two
// streams write never mixes within a line.
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

// flush passes on a last line that has no end, and gives it one.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.pass(append(w.rest, '\n'))
		w.rest = nil
	}
}

// pass drops a writer's error: os/exec would stop reading and the function would choke on a full pipe.
func (w *lineWriter) pass(lines []byte) {
	w.turn.Lock()
	defer w.turn.Unlock()
	_, _ = w.to.Write(lines)
}

// keptStderr is how much of a process's stderr is remembered for error texts.
const keptStderr = 4 << 10

// tail remembers the end of what was written to it.
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

// String returns what is remembered.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}
