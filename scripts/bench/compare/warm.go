package compare

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chatmarks/scripts/bench/process"
	"chatmarks/scripts/local/platform"
)

// warm compares running programs over HTTP and TLS, for each number of conversations.
func (b *bench) warm(ctx context.Context) error {
	for _, u := range []*upstream{b.plain, b.tls} {
		for range b.effort.launches {
			if err := b.warmLaunch(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) warmLaunch(ctx context.Context, u *upstream) error {
	running, err := b.startAll(ctx, u)
	if err != nil {
		return err
	}
	defer stopAll(running)
	for _, n := range counts {
		if err := b.warmRows(ctx, u, running, n); err != nil {
			return err
		}
	}
	return nil
}

// running is a running program.
type running struct {
	program
	*platform.Function
	upstream *upstream
}

func (b *bench) start(ctx context.Context, p program, u *upstream, more ...string) (*running, error) {
	return b.startWith(ctx, p, u, platform.Config{ProcessEnvironment: b.processEnvironment(u, more...)})
}

func (b *bench) startWith(ctx context.Context, p program, u *upstream, c platform.Config) (*running, error) {
	c.Binary, c.Environment = p.binary, b.environment(u)
	f, err := platform.Start(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return &running{program: p, Function: f, upstream: u}, nil
}

func (b *bench) startAll(ctx context.Context, u *upstream) (map[string]*running, error) {
	all := map[string]*running{}
	for _, p := range b.programs {
		r, err := b.start(ctx, p, u)
		if err != nil {
			stopAll(all)
			return nil, err
		}
		all[p.name] = r
	}
	return all, nil
}

func stopAll(all map[string]*running) {
	for _, r := range all {
		_ = r.Stop() // the error says only how the process ended
	}
}

// warmRows lets the programs take turns.
func (b *bench) warmRows(ctx context.Context, u *upstream, all map[string]*running, n int) error {
	event, err := b.event(n)
	if err != nil {
		return err
	}
	for _, r := range all {
		if _, err := r.turn(ctx, event, n, b.effort.warmUp); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("%d conversations over %s: ", n, u.name())
	p50, p99, cpu := b.table.row(name+"p50", duration), b.table.row(name+"p99", duration), b.table.row(name+"processor time", duration)
	for round := range b.effort.rounds {
		for _, p := range b.turns(round) {
			t, err := all[p.name].turn(ctx, event, n, b.effort.calls)
			if err != nil {
				return err
			}
			p50.add(p.name, float64(t.quantile(0.50)))
			p99.add(p.name, float64(t.quantile(0.99)))
			cpu.add(p.name, t.cpu)
		}
	}
	return nil
}

// turn has the costs of some calls in a row.
type turn struct {
	durations []time.Duration // sorted
	cpu       float64         // for each call; NaN if it cannot be measured
}

func (t turn) quantile(q float64) time.Duration {
	return t.durations[int(q*float64(len(t.durations)-1))]
}

// turn makes calls one after the other, as the platform does with an instance.
func (r *running) turn(ctx context.Context, event []byte, n, calls int) (turn, error) {
	requests := r.upstream.requests.Load()
	before, cpuErr := process.CPU(r.Process().Pid)
	var t turn
	for range calls {
		result, err := r.Invoke(ctx, event)
		if err != nil {
			return t, fmt.Errorf("%s: %w", r.name, err)
		}
		if len(t.durations) == 0 || result.Error != nil {
			if err := checkAnswer(r.program, result.Payload, result.Error, n); err != nil {
				return t, err
			}
		}
		t.durations = append(t.durations, result.Duration)
	}
	after, err := process.CPU(r.Process().Pid)
	t.cpu = perCallOrUnknown(float64(after-before), calls, cpuErr, err)
	slices.Sort(t.durations)
	parts := (n + perCall - 1) / perCall
	if got := int(r.upstream.requests.Load() - requests); r.name != hello && got != calls*parts {
		return t, fmt.Errorf("%s sent %d requests for %d calls", r.name, got, calls)
	}
	return t, nil
}
