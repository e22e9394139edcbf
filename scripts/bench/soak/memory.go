package soak

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"chatmarks/scripts/bench/process"
)

// memory has the resident memory of the function during the run.
type memory []sample

type sample struct {
	at  time.Duration
	rss int64
}

// watch samples the memory until ctx ends.
func (s *soaking) watch(begin time.Time) (stop func()) {
	const every = 100 * time.Millisecond
	s.sample(0)
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				s.sample(time.Since(begin))
			case <-done:
				return
			}
		}
	})
	return func() {
		close(done)
		watching.Wait()
	}
}

// sample stores the memory. If it cannot be read, the report says so.
func (s *soaking) sample(at time.Duration) {
	if r, err := process.Read(s.function.Process().Pid); err == nil {
		s.memory = append(s.memory, sample{at: at, rss: r.RSS})
		s.report.Threads = r.Threads
	}
}

// Growth is the memory at three moments, in bytes. The later two are medians over a ninth of the run, because the collector makes
// the memory rise and fall.
type Growth struct {
	Start, Third, End int64
	known             bool
}

// growth returns the memory at the moments of a run.
func (m memory) growth(run time.Duration) Growth {
	third := m.median(run*2/9, run/3)
	end := m.median(run*8/9, 1<<62)
	return Growth{Start: m.median(0, 0), Third: third, End: end, known: third > 0 && end > 0}
}

// median returns the median of the samples between two moments, or 0 if there is none.
func (m memory) median(from, to time.Duration) int64 {
	var all []int64
	for _, s := range m {
		if s.at >= from && s.at <= to {
			all = append(all, s.rss)
		}
	}
	if all == nil {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// maxGrowth is how much the memory may grow after the first third of a run.
const maxGrowth = 1.10

// tooMuch reports growth past the limit.
func (g Growth) tooMuch() bool { return g.known && float64(g.End) > maxGrowth*float64(g.Third) }

// stackCounter counts the goroutines in the stacks that a Go program writes on SIGQUIT.
type stackCounter struct {
	mu sync.Mutex
	n  int
}

// Write accepts whole lines.
func (c *stackCounter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range bytes.Lines(p) {
		// The first one, 0, is the scheduler's own.
		if bytes.HasPrefix(line, []byte("goroutine ")) && !bytes.HasPrefix(line, []byte("goroutine 0 ")) {
			c.n++
		}
	}
	return len(p), nil
}

func (c *stackCounter) goroutines() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
