package compare

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestRatiosArePaired(t *testing.T) {
	t.Parallel()
	var table Table
	r := table.row("time", number)
	// The machine is ten times slower in the second turn, but the ratio is the same.
	for _, turn := range [][2]float64{{100, 90}, {1000, 900}, {100, 90}} {
		r.add(plain, turn[0])
		r.add(function, turn[1])
	}
	if got := r.Ratio(function); math.Abs(got-0.9) > 1e-9 {
		t.Errorf("the ratio is %v, want 0.9", got)
	}
	if got := r.Ratio(hello); !math.IsNaN(got) {
		t.Errorf("the ratio of what was not measured is %v", got)
	}
	var text strings.Builder
	table.Print(&text)
	if want := "| time | – | 100 | 90 | 0.90 |"; !strings.Contains(text.String(), want) {
		t.Errorf("no %q in\n%s", want, text.String())
	}
}

func TestUnknownIsNotZero(t *testing.T) {
	t.Parallel()
	r := new(Table).row("time", duration)
	r.add(plain, math.NaN())
	r.add(plain, 1)
	if got := cell(r.value(plain), r.unit); got != "–" {
		t.Errorf("a value that was not read shows as %s", got)
	}
}

func TestTraceOfTheCollector(t *testing.T) {
	t.Parallel()
	trace := new(gcTrace)
	fmt.Fprint(trace, "gc 1 @0.1s 0%: 0.01+0.2+0.003 ms clock, 0.02+0.1/0.1/0+0.006 ms cpu, 16->17->2 MB, 16 MB goal, 0 MB stacks, 0 MB globals, 2 P\n")
	fmt.Fprint(trace, "something else\n")
	fmt.Fprint(trace, "gc 2 @0.2s 0%: 0.01+0.2+0.003 ms clock, 0.02+0.1/0.1/0+0.006 ms cpu, 18->19->3 MB, 18 MB goal, 0 MB stacks, 0 MB globals, 2 P\n")
	if got := trace.collected(); got.cycles != 2 || got.bytes != 32<<20 {
		t.Errorf("got %+v, want 16 MB and 16 MB more", got)
	}
}
