package contract

import (
	"context"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// An instance of an event function has one call at a time, so it runs on one thread at a
// time unless the process's GOMAXPROCS says otherwise. The scheduler trace of the Go
// runtime shows this.
func TestThreads(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"": "gomaxprocs=1 ", "GOMAXPROCS=3": "gomaxprocs=3 "} {
		trace := new(platform.Lines)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		f, err := platform.Start(ctx, platform.Config{
			Binary:             binary,
			Stderr:             trace,
			ProcessEnvironment: append(strings.Fields(setting), "GODEBUG=schedtrace=10"),
		})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Stop()
		if _, err := trace.Await(ctx, want); err != nil {
			t.Errorf("%q: no %q (%v)", setting, want, err)
		}
	}
}
