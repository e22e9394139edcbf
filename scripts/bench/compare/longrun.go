package compare

import (
	"context"
	"fmt"
	"math"

	"chatmarks/scripts/bench/process"
)

// growth measures how the function's cost grows with the number of conversations. No baseline can ask for more than one call's.
func (b *bench) growth(ctx context.Context) error {
	for _, u := range []*upstream{b.plain, b.tls} {
		for range b.effort.launches {
			r, err := b.start(ctx, b.program(function), u)
			if err != nil {
				return err
			}
			err = b.growthRows(ctx, r)
			_ = r.Stop() // the error says only how the process ended
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) growthRows(ctx context.Context, r *running) error {
	for _, n := range []int{30, 300, many} {
		event, err := b.event(n)
		if err != nil {
			return err
		}
		if _, err := r.turn(ctx, event, n, b.effort.warmUp); err != nil {
			return err
		}
		name := fmt.Sprintf("%d conversations over %s: ", n, r.upstream.name())
		each := b.table.row(name+"p50 for each", duration)
		cpu := b.table.row(name+"processor time for each", duration)
		for range b.effort.rounds {
			t, err := r.turn(ctx, event, n, b.effort.calls)
			if err != nil {
				return err
			}
			each.add(r.name, float64(t.quantile(0.50))/float64(n))
			cpu.add(r.name, t.cpu/float64(n))
		}
	}
	return nil
}

func (b *bench) program(name string) program {
	for _, p := range b.programs {
		if p.name == name {
			return p
		}
	}
	panic("no program " + name)
}

// longRun makes calls one after the other in a new process, and measures what remains.
func (b *bench) longRun(ctx context.Context) error {
	const n = 300
	event, err := b.event(n)
	if err != nil {
		return err
	}
	memory := b.table.row(fmt.Sprintf("resident memory after %d calls, %d conversations over TLS", b.effort.soak, n), megabytes)
	connections := b.table.row(fmt.Sprintf("connections to Chat for %d calls", b.effort.soak), number)
	const repeats = 3
	for round := range repeats {
		for _, p := range b.turns(round) {
			r, err := b.start(ctx, p, b.tls)
			if err != nil {
				return err
			}
			opened := b.tls.connections.Load()
			_, err = r.turn(ctx, event, n, b.effort.soak)
			reading, readErr := process.Read(r.Process().Pid)
			_ = r.Stop() // the error says only how the process ended
			if err != nil {
				return err
			}
			memory.add(p.name, perCallOrUnknown(float64(reading.RSS), 1, readErr))
			connections.add(p.name, float64(b.tls.connections.Load()-opened))
		}
	}
	return nil
}

// perCallOrUnknown returns NaN if something could not be read.
func perCallOrUnknown(total float64, calls int, errs ...error) float64 {
	for _, err := range errs {
		if err != nil {
			return math.NaN()
		}
	}
	return total / float64(calls)
}
