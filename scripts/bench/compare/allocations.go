package compare

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"sync"

	"chatmarks/scripts/local/platform"
)

// allocations measures the bytes that a call allocates on the heap. From outside a process, only the runtime's trace of its
// collector shows this: the size of the heap when a collection begins, minus its size after the collection before. The trace counts
// whole megabytes, so the heap first grows larger than usual.
func (b *bench) allocations(ctx context.Context) error {
	for _, n := range []int{2, 300} {
		row := b.table.row(fmt.Sprintf("heap allocated for a call, %d conversations over TLS", n), kilobytes)
		for _, p := range b.programs {
			allocated, err := b.allocated(ctx, p, n)
			if err != nil {
				return err
			}
			row.add(p.name, allocated)
		}
	}
	return nil
}

// allocated counts the bytes between the ends of two collections, with other collections in between.
func (b *bench) allocated(ctx context.Context, p program, n int) (float64, error) {
	event, err := b.event(n)
	if err != nil {
		return 0, err
	}
	trace := new(gcTrace)
	r, err := b.startWith(ctx, p, b.tls, platform.Config{
		ProcessEnvironment: b.processEnvironment(b.tls, "GODEBUG=gctrace=1", "GOGC=400"),
		Stderr:             trace,
	})
	if err != nil {
		return 0, err
	}
	defer func() { _ = r.Stop() }() // the error says only how the process ended
	const most, step = 40_000, 5
	var first collected
	calls, begun := 0, 0
	for ; calls < most; calls += step {
		now := trace.collected()
		switch {
		case now.cycles > 0 && begun == 0:
			first, begun = now, calls
		case begun > 0 && now.cycles-first.cycles >= b.effort.cycles:
			return (now.bytes - first.bytes) / float64(calls-begun), nil
		}
		if _, err := r.turn(ctx, event, n, step); err != nil {
			return 0, err
		}
	}
	return math.NaN(), nil // too little was allocated to measure
}

// collected is the memory that a process had allocated when a collection began.
type collected struct {
	cycles int
	bytes  float64
}

// gcTrace parses the lines that the runtime writes with GODEBUG=gctrace=1.
type gcTrace struct {
	mu   sync.Mutex
	sum  collected
	live float64 // after the last collection
}

// gcLine matches the heap before a collection, after it, and the live heap: "… 16->17->1 MB, …".
var gcLine = regexp.MustCompile(`^gc \d+ .* (\d+)->(\d+)->(\d+) MB,`)

// Write accepts whole lines.
func (t *gcTrace) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range bytes.Lines(p) {
		m := gcLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		before, _ := strconv.ParseFloat(string(m[1]), 64) // only digits match
		live, _ := strconv.ParseFloat(string(m[3]), 64)
		t.sum.cycles++
		t.sum.bytes += (before - t.live) * (1 << 20)
		t.live = live
	}
	return len(p), nil
}

func (t *gcTrace) collected() collected {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sum
}
