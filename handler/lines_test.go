package handler_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

func TestALineThatIsStuckCosts50MsAndLaterOnesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		lines := handler.NewLineWriter(w)
		took := func(text string) time.Duration {
			begin := time.Now()
			fmt.Fprintln(lines, text)
			return time.Since(begin)
		}
		if d := took("stuck"); d != 50*time.Millisecond {
			t.Errorf("the stuck line took %v", d)
		}
		for range 3 {
			if d := took("lost"); d != 0 {
				t.Errorf("a later line took %v", d)
			}
		}
		var read bytes.Buffer
		var reader sync.WaitGroup
		reader.Go(func() { _, _ = io.Copy(&read, r) })
		synctest.Wait() // until the stuck line is written
		for _, text := range []string{"next", "last"} {
			if d := took(text); d != 0 {
				t.Errorf("with a reader, a line took %v", d)
			}
		}
		w.Close()
		reader.Wait()
		if want := "stuck\nnext (lines lost before this one: 3)\nlast\n"; read.String() != want {
			t.Errorf("written were %q, not %q", read.String(), want)
		}
	})
}

// Parallel callers also wait at most 50 ms, and their lost lines are counted.
func TestParallelLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		lines := handler.NewLineWriter(w)
		begin := time.Now()
		var writers sync.WaitGroup
		for range 10 {
			writers.Go(func() { fmt.Fprintln(lines, "one of ten") })
		}
		writers.Wait()
		if d := time.Since(begin); d != 50*time.Millisecond {
			t.Errorf("ten lines took %v", d)
		}
		var read bytes.Buffer
		var reader sync.WaitGroup
		reader.Go(func() { _, _ = io.Copy(&read, r) })
		synctest.Wait()
		fmt.Fprintln(lines, "last")
		w.Close()
		reader.Wait()
		if want := "one of ten\nlast (lines lost before this one: 9)\n"; read.String() != want {
			t.Errorf("written were %q, not %q", read.String(), want)
		}
	})
}

// stream accepts a given number of bytes of each write, or panics.
type stream struct {
	takes []int
	got   strings.Builder
}

func (s *stream) Write(line []byte) (int, error) {
	n := len(line)
	if len(s.takes) > 0 {
		n, s.takes = s.takes[0], s.takes[1:]
	}
	if n < 0 {
		panic("a stream of the caller's own")
	}
	s.got.Write(line[:n])
	if n < len(line) {
		return n, errors.New("no room")
	}
	return n, nil
}

func TestALineAfterOneThatFailed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes []int
		want  string
	}{
		"nothing of it was written": {[]int{0, 0}, "three (lines lost before this one: 2)\nfour\n"},
		"a part of it was written":  {[]int{2, 0}, "on\nthree (lines lost before this one: 2)\nfour\n"},
		"a panic":                   {[]int{-1, 3}, "two\nthree (lines lost before this one: 2)\nfour\n"},
	} {
		s := &stream{takes: c.takes}
		lines := handler.NewLineWriter(s)
		for _, text := range []string{"one", "two", "three", "four"} {
			fmt.Fprintln(lines, text)
		}
		if got := s.got.String(); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
