package soak

import (
	"fmt"
	"io"
	"time"
)

// printProcess prints memory, threads and goroutines of the function.
func (r *Report) printProcess(line func(name, format string, args ...any)) {
	const unknown = "n/a"
	megabytes := func(bytes int64) string {
		if bytes == 0 {
			return unknown
		}
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	m := r.Memory
	growth := unknown
	if m.known {
		growth = fmt.Sprintf("%+.1f %% after the first third", 100*(float64(m.End)/float64(m.Third)-1))
	}
	line("resident memory", "%s at the start, %s after a third, %s at the end: %s", megabytes(m.Start), megabytes(m.Third), megabytes(m.End), growth)
	number := func(n int) string {
		if n == 0 {
			return unknown
		}
		return fmt.Sprint(n)
	}
	line("goroutines / threads", "%s / %s at the end", number(r.Goroutines), number(r.Threads))
}

// printWrong prints the first wrong answers, each with the data to reproduce it.
func (r *Report) printWrong(w io.Writer) {
	const most = 10
	for i, wrong := range r.Wrong {
		if i == most {
			fmt.Fprintf(w, "\n… and %d more\n", len(r.Wrong)-most)
			return
		}
		fmt.Fprintf(w, "\nWRONG call %d of seed %d: %s\n  Chat did: %s\n  event: %s\n", wrong.Call, r.Seed, wrong.Why, wrong.Script, wrong.Event)
	}
	if r.Memory.tooMuch() {
		fmt.Fprintln(w, "\nMEMORY grew by more than 10 % after the first third")
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
