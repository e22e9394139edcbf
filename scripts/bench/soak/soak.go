package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// Options are the options of a soak. Zero values mean the defaults, except for Faults and Seed.
type Options struct {
	// Duration of the run. Default 30 s, at most an hour. The last round is finished.
	Duration time.Duration
	// Callers is the number of parallel callers. Default 8.
	Callers int
	// Faults is the share of the requests to Chat that have a fault, 0 to 0.95.
	Faults float64
	// Seed of everything random.
	Seed uint64
}

func (o Options) withDefaults() (Options, error) {
	if o.Duration == 0 {
		o.Duration = 30 * time.Second
	}
	if o.Callers == 0 {
		o.Callers = 8
	}
	switch {
	case o.Duration < 0 || o.Duration > time.Hour:
		return o, errors.New("the duration must be at most 1h")
	case o.Callers < 0 || o.Callers > 64:
		return o, errors.New("the callers must be 1 to 64")
	case !(o.Faults >= 0 && o.Faults <= 0.95):
		return o, errors.New("the part of faults must be 0 to 0.95")
	}
	return o, nil
}

// soaking is a running soak.
type soaking struct {
	options  Options
	world    *world
	server   *chattest.Server
	function *platform.Function
	log      *logbook
	stacks   *stackCounter
	history  *history
	quotas   [apps]*quota
	calls    uint64 // drawn so far
	memory   memory
	report   Report
}

// Run builds the function, soaks it and reports. Its error is about the run; wrong answers are in the report.
func Run(ctx context.Context, o Options) (report *Report, err error) {
	o, err = o.withDefaults()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "chatmarks-soak-")
	if err != nil {
		return nil, fmt.Errorf("soak: %w", err)
	}
	defer os.RemoveAll(folder)
	s := &soaking{options: o, log: newLogbook(), stacks: new(stackCounter), history: newHistory()}
	for n := range s.quotas {
		s.quotas[n] = newQuota()
	}
	if err := s.start(ctx, folder); err != nil {
		return nil, err
	}
	defer s.server.Close()
	if err := s.soak(ctx); err != nil {
		return nil, errors.Join(err, s.function.Stop())
	}
	s.finish()
	return &s.report, nil
}

// start starts the fake Chat and the function.
func (s *soaking) start(ctx context.Context, folder string) error {
	faults, err := newFaults(s.options.Faults, s.options.Seed)
	if err != nil {
		return err
	}
	if s.world, err = newWorld(s.options.Seed); err != nil {
		return err
	}
	root, err := platform.ModuleRoot()
	if err != nil {
		return err
	}
	if s.world.refusals, err = loadRefusals(root); err != nil {
		return err
	}
	binary, err := platform.Build(ctx, root, folder, "CGO_ENABLED=0") // as on SCF
	if err != nil {
		return err
	}
	s.server, err = chattest.NewServer(chattest.Options{Apps: s.world.apps})
	if err != nil {
		return err
	}
	s.server.SetFaults(faults.step)
	s.function, err = platform.Start(ctx, platform.Config{
		Binary:      binary,
		Environment: s.world.environment(s.server.URL()),
		Stdout:      s.log,
		Stderr:      s.stacks,
	})
	if err != nil {
		s.server.Close()
	}
	return err
}

// soak runs rounds until the time has passed.
func (s *soaking) soak(ctx context.Context) error {
	begin := time.Now()
	defer s.watch(begin)()
	for time.Since(begin) < s.options.Duration {
		if err := s.round(ctx); err != nil {
			return err
		}
	}
	s.report.Duration = time.Since(begin)
	return nil
}

// finish stops the function and completes the report. On SIGQUIT, a Go program first writes the stack of every goroutine.
func (s *soaking) finish() {
	if s.function.Process().Signal(syscall.SIGQUIT) == nil {
		_ = s.function.Wait() // the error says only that the function was stopped
		s.report.Goroutines = s.stacks.goroutines()
	}
	_ = s.function.Stop()
	s.report.Seed, s.report.Faults, s.report.Callers = s.options.Seed, s.options.Faults, s.options.Callers
	s.report.Connections = s.server.Connections()
	s.report.Memory = s.memory.growth(s.options.Duration)
	s.report.OddLines = s.log.odd
}
