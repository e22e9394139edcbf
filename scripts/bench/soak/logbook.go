package soak

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
)

// logKey identifies the log line of an ask. In a batch, each record has its own.
type logKey struct {
	RequestID string `json:"requestID"`
	Record    int    `json:"record"`
}

// logLine has the fields of a line that the soak reads.
type logLine struct {
	logKey
	Status   int    `json:"status"`
	Code     string `json:"code"`
	Attempts int    `json:"attempts"`
	ChatCode int    `json:"chatCode"`
	Message  string `json:"msg"`
}

// logbook collects the function's log. Lines come through a separate pipe, perhaps after the answer.
type logbook struct {
	mu      sync.Mutex
	lines   map[logKey]logLine
	odd     int           // lines that cannot be parsed, or that occur twice
	arrived chan struct{} // holds a token after each write
}

func newLogbook() *logbook {
	return &logbook{lines: map[logKey]logLine{}, arrived: make(chan struct{}, 1)}
}

// Write accepts whole lines.
func (b *logbook) Write(p []byte) (int, error) {
	b.mu.Lock()
	for line := range bytes.Lines(p) {
		var l logLine
		err := json.Unmarshal(line, &l)
		if _, twice := b.lines[l.logKey]; err != nil || twice {
			b.odd++
		}
		b.lines[l.logKey] = l
	}
	b.mu.Unlock()
	select {
	case b.arrived <- struct{}{}:
	default:
	}
	return len(p), nil
}

// take waits for n lines until ctx ends, and returns the lines that came.
func (b *logbook) take(ctx context.Context, n int) map[logKey]logLine {
	for {
		b.mu.Lock()
		lines := b.lines
		if len(lines) >= n || ctx.Err() != nil {
			b.lines = map[logKey]logLine{}
			b.mu.Unlock()
			return lines
		}
		b.mu.Unlock()
		select {
		case <-b.arrived:
		case <-ctx.Done():
		}
	}
}
