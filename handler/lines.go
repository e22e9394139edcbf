package handler

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// lineTime is the maximum time that a write may block.
const lineTime = 50 * time.Millisecond

// LineWriter writes lines to a stream whose reader may be slow, stuck or gone, such as
// stdout and stderr. It never fails, and a write blocks for at most 50 ms. A line that
// cannot be written in time is dropped and counted. While a line is stuck, later lines
// are dropped at once. The next line that can be written starts on a new line and says
// how many were lost. A LineWriter is safe for concurrent use.
//
// A write deadline would be simpler, but an inherited pipe does not support one. Making
// the pipe non-blocking would also affect the process at its other end. So a goroutine
// writes each line, and the caller waits for it.
type LineWriter struct {
	to    io.Writer
	wait  time.Duration // lineTime; longer in tests
	turn  chan struct{} // full while a line is being written
	began atomic.Int64  // when that write began, relative to start; 0 if none is in progress
	lost  atomic.Int64  // number of lines lost since the last one written
	start time.Time
	torn  bool // the last line was written only in part; guarded by turn
}

// NewLineWriter returns a LineWriter to a stream. The stream must not retain the bytes
// of a write.
func NewLineWriter(to io.Writer) *LineWriter {
	return &LineWriter{to: to, wait: lineTime, turn: make(chan struct{}, 1), start: time.Now().Add(-1)}
}

// Write writes a line of text that ends with a newline. It never fails.
func (w *LineWriter) Write(line []byte) (int, error) {
	w.write(w.wait, func(lost int64) []byte {
		if lost == 0 {
			return bytes.Clone(line)
		}
		return fmt.Appendf(nil, "%s (lines lost before this one: %d)\n", bytes.TrimSuffix(line, []byte("\n")), lost)
	})
	return len(line), nil
}

// write writes the line that format returns for the number of lines lost before it.
// Calls of format never overlap, and each line is written before the next call. write
// blocks for at most wait.
func (w *LineWriter) write(wait time.Duration, format func(lost int64) []byte) {
	if began := w.began.Load(); began != 0 && time.Since(w.start)-time.Duration(began) >= w.wait {
		w.lost.Add(1)
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case w.turn <- struct{}{}: // even if wait is 0
	default:
		select {
		case w.turn <- struct{}{}:
		case <-timer.C:
			w.lost.Add(1)
			return
		}
	}
	w.began.Store(int64(time.Since(w.start)))
	lost := w.lost.Load()
	line := format(lost)
	written := make(chan struct{})
	go func() {
		ok := false
		defer func() {
			_ = recover() // a stream in Options may panic; the line is lost
			if ok {
				w.lost.Add(-lost)
			} else {
				w.lost.Add(1)
			}
			w.began.Store(0)
			<-w.turn
			close(written)
		}()
		ok = w.flush(line)
	}()
	select {
	case <-written:
	case <-timer.C: // the goroutine finishes once the stream accepts or refuses the line
	}
}

// flush writes a line and reports whether the stream accepted all of it. If the line
// before was written only in part, flush starts a new line first.
func (w *LineWriter) flush(line []byte) bool {
	if w.torn {
		line = append([]byte("\n"), line...)
	}
	n, err := w.to.Write(line)
	if n > 0 {
		w.torn = n < len(line)
	}
	return err == nil && n == len(line)
}
