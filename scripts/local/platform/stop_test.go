package platform_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

func TestInvokeOfAFunctionThatEnds(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{})
	_, err := f.Invoke(t.Context(), []byte(`{"do":"exit"}`))
	if !errors.Is(err, platform.ErrEnded) || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "last words") {
		t.Errorf("invoke: %v", err)
	}
	<-f.Done()
	if err := f.Stop(); !errors.Is(err, platform.ErrEnded) || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("stop: %v", err)
	}
	if err := f.Stop(); err == nil {
		t.Error("the second stop forgot how the function ended")
	}
}

func TestInvokeGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := f.Invoke(ctx, []byte(`{"do":"hang"}`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("invoke: %v", err)
	}
	if err := f.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestStopEndsTheProcess(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{})
	if f.Process().Pid <= 0 || f.Port() <= 0 {
		t.Errorf("process %d, port %d", f.Process().Pid, f.Port())
	}
	if err := errors.Join(f.Stop(), f.Stop()); err != nil {
		t.Fatal(err)
	}
	if err := f.Wait(); !errors.Is(err, platform.ErrEnded) {
		t.Errorf("wait: %v", err)
	}
	if _, err := f.Invoke(t.Context(), nil); !errors.Is(err, platform.ErrEnded) {
		t.Errorf("invoke after stop: %v", err)
	}
}

// TestStopLeavesNoGoroutine does not run in parallel, since it counts goroutines.
func TestStopLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		f := start(t, platform.Config{})
		if _, err := f.Invoke(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if err := f.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	// The reader of a closed connection ends shortly after.
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for runtime.NumGoroutine() > before {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func TestStartTellsWhyNot(t *testing.T) {
	t.Parallel()
	_, err := platform.Start(t.Context(), platform.Config{Binary: echoBinary, ProcessEnvironment: []string{"ECHO_REFUSE=1"}})
	if !errors.Is(err, platform.ErrEnded) || !strings.Contains(err.Error(), "refusing to start") {
		t.Errorf("start of one that refuses: %v", err)
	}
	if _, err := platform.Start(t.Context(), platform.Config{Binary: "no-such-file"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("start of nothing: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := platform.Start(ctx, platform.Config{Binary: echoBinary}); !errors.Is(err, context.Canceled) {
		t.Errorf("start that was cancelled: %v", err)
	}
}
