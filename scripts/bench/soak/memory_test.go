package soak

import (
	"fmt"
	"testing"
	"time"
)

func TestGrowthOfMemory(t *testing.T) {
	t.Parallel()
	const run = 9 * time.Second
	flat := memory{{0, 8}, {time.Second, 16}, {2 * time.Second, 20}, {3 * time.Second, 20}, {8 * time.Second, 22}, {9 * time.Second, 22}}
	if g := flat.growth(run); g.tooMuch() || g.Start != 8 || g.Third != 20 || g.End != 22 {
		t.Errorf("a tenth is fine: %+v", g)
	}
	leaking := append(flat[:4:4], sample{8 * time.Second, 23}, sample{9 * time.Second, 24})
	if g := leaking.growth(run); !g.tooMuch() {
		t.Errorf("more is not: %+v", g)
	}
	if g := (memory{}).growth(run); g.tooMuch() || g.known {
		t.Errorf("what is not known is no growth: %+v", g)
	}
}

func TestGoroutinesInStacks(t *testing.T) {
	t.Parallel()
	c := new(stackCounter)
	fmt.Fprint(c, "SIGQUIT: quit\n\ngoroutine 0 gp=0x1 m=0 mp=0x2 [idle]:\nruntime.x()\n\ngoroutine 1 [IO wait]:\nmain.main()\n")
	fmt.Fprint(c, "\tgoroutine 9 in a line of its own\ngoroutine 20 [select]:\n")
	if got := c.goroutines(); got != 2 {
		t.Errorf("counted %d, want 2", got)
	}
}
