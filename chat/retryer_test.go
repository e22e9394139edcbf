package chat_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
)

func TestRetryCodesAreCopied(t *testing.T) {
	t.Parallel()
	codes := []int{50004}
	client := newClient(t, func(o *chat.Options) { o.RetryCodes, o.HTTPClient = codes, newCanned(code(50004), ok()) })
	codes[0] = 50005
	if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 2 {
		t.Errorf("the list of the caller is still in use: %+v, %v", out, err)
	}
}

// The longest pause before retry k is 50 ms doubled k-1 times, at most 20 s.
func TestRetryDelayDoubles(t *testing.T) {
	t.Parallel()
	for _, random := range []float64{0, 0.5, 0.999} {
		options := chat.Options{Random: func() float64 { return random }}
		longest := 50 * time.Millisecond
		for k := 1; k <= 100; k++ {
			pause := options.Pause(k)
			if want := time.Duration(random * float64(longest)); pause != want {
				t.Errorf("before retry %d: %v; want %v", k, pause, want)
			}
			longest = min(2*longest, 20*time.Second)
		}
	}
}

// The pauses spread over sixteen equal boxes within five standard deviations, with the
// client's default random numbers.
func TestRetryDelayIsUniform(t *testing.T) {
	t.Parallel()
	options := chat.Options{Random: rand.Float64}
	const n, boxes = 16000, 16
	for _, k := range []int{1, 2, 5, 10, 60} {
		longest := min(50*time.Millisecond<<min(k-1, 20), 20*time.Second)
		var count [boxes]int
		for range n {
			pause := options.Pause(k)
			if pause < 0 || pause >= longest {
				t.Fatalf("before retry %d: %v", k, pause)
			}
			count[pause*boxes/longest]++
		}
		// The standard deviation of a binomial with p = 1/16: sqrt(16000 · 15/256) = 30.6.
		if low, high := slices.Min(count[:]), slices.Max(count[:]); low < n/boxes-153 || high > n/boxes+153 {
			t.Errorf("before retry %d: %v", k, count)
		}
	}
}

// Two clients with the default random numbers pause differently.
func TestPausesDiffer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var pauses [2]time.Duration
		for i := range pauses {
			client := newClient(t, func(o *chat.Options) { o.Random, o.HTTPClient, o.MaxAttempts = nil, newCanned(code(50004)), 6 })
			begin := time.Now()
			_, _ = client.SearchContactGroup(t.Context(), sample())
			pauses[i] = time.Since(begin)
		}
		if pauses[0] == pauses[1] || pauses[0] == 0 {
			t.Errorf("both pause %v", pauses[0])
		}
	})
}
