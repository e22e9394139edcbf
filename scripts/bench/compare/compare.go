package compare

import (
	"context"
	"fmt"
	"os"

	"chatmarks/chat/chattest"
)

// Options says how long to measure.
type Options struct {
	// Quick takes a few samples of everything, to check that everything is measured. Its numbers mean nothing.
	Quick bool
	// Threads is the GOMAXPROCS of each program. Default: each program decides.
	Threads int
}

// effort says how much to measure.
type effort struct {
	starts   int // of each program
	launches int // of each program in a warm comparison, since no two processes run alike
	rounds   int // turns of each program in a launch
	calls    int // in a turn
	warmUp   int // calls before the first turn
	soak     int // calls before the memory is read
	cycles   int // of the collector, for the allocations

	webLaunches int // of each Web function, for each number of clients
	webCalls    int // in a turn, of all clients
}

func (o Options) effort() effort {
	if o.Quick {
		return effort{starts: 2, launches: 1, rounds: 2, calls: 10, warmUp: 5, soak: 50, cycles: 2, webLaunches: 1, webCalls: 64}
	}
	return effort{starts: 21, launches: 7, rounds: 5, calls: 100, warmUp: 100, soak: 1000, cycles: 10, webLaunches: 5, webCalls: 1000}
}

// bench is a running comparison.
type bench struct {
	effort   effort
	threads  int
	app      chattest.App
	programs []program
	plainweb string    // its binary
	plain    *upstream // over HTTP
	tls      *upstream
	table    Table
}

// Run builds the programs, measures them and returns the table.
func Run(ctx context.Context, o Options) (*Table, error) {
	folder, err := os.MkdirTemp("", "chatmarks-compare-")
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	defer os.RemoveAll(folder)
	b := &bench{effort: o.effort(), threads: o.Threads, app: chattest.DemoApp()}
	if b.programs, b.plainweb, err = build(ctx, folder); err != nil {
		return nil, err
	}
	if b.plain, err = newUpstream(folder, false); err != nil {
		return nil, err
	}
	defer b.plain.close()
	if b.tls, err = newUpstream(folder, true); err != nil {
		return nil, err
	}
	defer b.tls.close()
	steps := []func(context.Context) error{b.sizes, b.coldStarts, b.warm, b.growth, b.longRun, b.allocations, b.web}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	b.table.Machine = machine()
	return &b.table, nil
}

// turns returns the programs in the order of a round: A B C, then C B A.
func (b *bench) turns(round int) []program {
	if round%2 == 0 {
		return b.programs
	}
	var back []program
	for i := range b.programs {
		back = append(back, b.programs[len(b.programs)-1-i])
	}
	return back
}
