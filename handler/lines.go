package handler

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// lineTime is the longest that a line may keep its writer from going on.
const lineTime = 50 * time.Millisecond

// LineWriter writes lines to a stream whose reader may be slow, stuck or gone,
// as that of stdout and stderr may be. It never fails, and no line costs its
// writer more than 50 ms: a line that cannot be written is dropped and counted,
// and while one is stuck, later ones are dropped at once. The next line that can
// be written is a whole one and says how many were lost. It is safe for parallel use.
//
// A deadline would be simpler, but an inherited pipe takes none, and making the
// pipe non-blocking would make it so for the process at its other end, too. So
// each line is written by a goroutine, which the caller waits for.
type LineWriter struct {
	to    io.Writer
	wait  time.Duration // lineTime; longer in tests
	turn  chan struct{} // full while a line is being written
	began atomic.Int64  // when that was, since start; 0 if none is
	lost  atomic.Int64  // lines, since the last one that was written
	start time.Time
	torn  bool // the last line was written in part; whoever has the turn may use it
}

// NewLineWriter returns a LineWriter to a stream. The stream must not keep what
// it is given.
func NewLineWriter(to io.Writer) *LineWriter {
	return &LineWriter{to: to, wait: lineTime, turn: make(chan struct{}, 1), start: time.Now().Add(-1)}
}

// Write writes a line of text, which ends with a newline. It never fails.
func (w *LineWriter) Write(line []byte) (int, error) {
	w.write(w.wait, func(lost int64) []byte {
		if lost == 0 {
			return bytes.Clone(line)
		}
		return fmt.Appendf(nil, "%s (lines lost before this one: %d)\n", bytes.TrimSuffix(line, []byte("\n")), lost)
	})
	return len(line), nil
}

// write writes the line that format returns for the number of lines lost before
// it. Only one line is formatted at a time, and not again before it is written. It
// waits for the stream no longer than it is told.
func (w *LineWriter) write(wait time.Duration, format func(lost int64) []byte) {
	if began := w.began.Load(); began != 0 && time.Since(w.start)-time.Duration(began) >= w.wait {
		w.lost.Add(1)
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case w.turn <- struct{}{}: // also if there is no time to wait
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
			_ = recover() // of a stream of the caller's own; the line is lost
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
	case <-timer.C: // written, counted or not, once the stream takes it
	}
}

// flush reports whether the stream took the whole line. The rest of one that was
// torn is left behind on a line of its own.
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
