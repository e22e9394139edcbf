package soak

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"chatmarks/scripts/local/platform"
)

// Report is the result of a run.
type Report struct {
	Seed     uint64
	Faults   float64
	Callers  int
	Duration time.Duration

	Calls, Asks int // events, and the requests for marks in them
	Lists       int // the requests for all conversations among them
	Right       int // calls with a right answer
	Wrong       []Wrong
	Reached     int // asks that reached Chat
	Attempts    int // of the asks that reached Chat
	Requests    int // that the fake Chat got: attempts, and replaced connections
	Refused     int // asks that were rightly not retried, because the quota may have been too low
	Strays      int // requests to Chat that belong to no ask
	OddLines    int // log lines that cannot be parsed, or that occur twice

	Connections int
	Threads     int // of the function at the end
	Goroutines  int // of the function at the end; 0 if they cannot be counted
	Memory      Growth

	durations []time.Duration
	words     map[string]int
}

// Wrong is an answer that the contract does not allow.
type Wrong struct {
	Call   uint64 // its number in the run
	Event  string // the event, truncated
	Script string // what the fake Chat did to each ask
	Why    string
}

const maxShown = 600

// count adds a call and its verdict.
func (r *Report) count(n uint64, c call, cases []testCase, result *platform.Result, err error) {
	r.Calls++
	r.durations = append(r.durations, result.Duration)
	script := ""
	for _, t := range cases {
		r.Asks++
		if t.ask.pages > 0 {
			r.Lists++
		}
		if len(t.requests) > 0 {
			r.Reached++
			r.Attempts += t.attempts
		}
		if t.conclusion.refused {
			r.Refused++
		}
		r.word(t)
		script += "[" + t.script() + "]"
	}
	if err == nil {
		r.Right++
		return
	}
	r.Wrong = append(r.Wrong, Wrong{Call: n, Event: string(c.event[:min(len(c.event), maxShown)]), Script: script, Why: err.Error()})
}

// word counts the answer of an ask by its word.
func (r *Report) word(t testCase) {
	if r.words == nil {
		r.words = map[string]int{}
	}
	word := t.ask.flaw
	if word == "" {
		word = t.conclusion.last.word
	}
	r.words[word]++
}

// OK reports whether all answers were right and the memory did not grow.
func (r *Report) OK() bool {
	return len(r.Wrong) == 0 && r.Strays == 0 && r.OddLines == 0 && !r.Memory.tooMuch()
}

// quantile returns a quantile of the durations of all calls.
func (r *Report) quantile(q float64) time.Duration {
	if len(r.durations) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(r.durations))
	return sorted[int(q*float64(len(sorted)-1))]
}

// Print prints the report.
func (r *Report) Print(w io.Writer) {
	fmt.Fprintf(w, "soak of %v, %d callers, %.0f %% faults, seed %d\n\n", r.Duration.Round(time.Millisecond), r.Callers, 100*r.Faults, r.Seed)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-26s "+format+"\n", append([]any{name}, args...)...)
	}
	line("calls", "%d (requests for marks in them: %d, of those lists: %d)", r.Calls, r.Asks, r.Lists)
	line("right / wrong", "%d / %d", r.Right, len(r.Wrong))
	line("requests that reached Chat", "%d, attempts for each: %.3f", r.Reached, float64(r.Attempts)/float64(max(1, r.Reached)))
	line("connections replaced free", "%d", r.Requests-r.Attempts-r.Strays)
	line("retries held by the quota", "%d", r.Refused)
	line("requests of nobody", "%d", r.Strays)
	line("odd log lines", "%d", r.OddLines)
	line("p50 / p99", "%.2f ms / %.2f ms", milliseconds(r.quantile(0.50)), milliseconds(r.quantile(0.99)))
	line("connections opened", "%d", r.Connections)
	r.printProcess(line)
	for _, word := range slices.Sorted(maps.Keys(r.words)) {
		name := word
		if name == "" {
			name = "(marks)"
		}
		line("  "+name, "%d", r.words[word])
	}
	r.printWrong(w)
}
