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

// allocations measures what a call takes from the heap. From outside a process that is known only through the runtime's trace of
// its collector: what was on the heap when a collection began, less what the one before had left. The trace counts in whole
// megabytes, so the heap is let grow larger than usual first.
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

// allocated counts between the ends of two collections, with some in between.
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
	defer func() { _ = r.Stop() }() // it says only how the process ended
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
	return math.NaN(), nil // too little is allocated to tell
}

// collected is what a process had allocated when a collection began.
type collected struct {
	cycles int
	bytes  float64
}

// gcTrace reads the lines that GODEBUG=gctrace=1 makes the runtime write.
type gcTrace struct {
	mu   sync.Mutex
	sum  collected
	live float64 // after the last collection
}

// gcLine has the heap before, after and what of it lives: "… 16->17->1 MB, …".
var gcLine = regexp.MustCompile(`^gc \d+ .* (\d+)->(\d+)->(\d+) MB,`)

// Write takes whole lines.
func (t *gcTrace) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range bytes.Lines(p) {
		m := gcLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		before, _ := strconv.ParseFloat(string(m[1]), 64) // digits, by the expression
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
