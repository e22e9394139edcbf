package platform_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"chatmarks/scripts/local/platform"
)

func TestLinesAwaitsWhatIsWrittenLater(t *testing.T) {
	t.Parallel()
	lines := new(platform.Lines)
	fmt.Fprintln(lines, "before")
	found := make(chan string)
	go func() {
		line, err := lines.Await(t.Context(), "later")
		found <- fmt.Sprint(line, err)
	}()
	fmt.Fprint(lines, "one\nmuch later\n")
	if got := <-found; got != "much later<nil>" {
		t.Errorf("found %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lines.Await(ctx, "never"); !errors.Is(err, context.Canceled) {
		t.Errorf("await: %v", err)
	}
}

func TestLinesAwaitsAll(t *testing.T) {
	t.Parallel()
	lines := new(platform.Lines)
	fmt.Fprint(lines, "call 1, record 2\ncall 2\n")
	found := make(chan string)
	go func() {
		all, err := lines.AwaitAll(t.Context(), "call 1", 2)
		found <- fmt.Sprint(all, err)
	}()
	fmt.Fprintln(lines, "call 1, record 1")
	if got := <-found; got != "[call 1, record 2 call 1, record 1] <nil>" {
		t.Errorf("found %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if all, err := lines.AwaitAll(ctx, "call 1", 3); len(all) != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("await: %q, %v", all, err)
	}
}

func TestLinesKeepsTheLast(t *testing.T) {
	t.Parallel()
	lines := new(platform.Lines)
	for i := range 1500 {
		fmt.Fprintln(lines, i)
	}
	if all := lines.All(); len(all) != 1000 || all[0] != "500" || all[999] != "1499" {
		t.Errorf("%d lines from %s to %s", len(all), all[0], all[len(all)-1])
	}
}
