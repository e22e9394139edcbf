package soak

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"chatmarks/scripts/local/platform"
)

const (
	// callsPerRound is small, so that the smallest content of each quota stays known, and large enough to keep the callers busy.
	callsPerRound = 64 * apps
	// logTime is the time that a log line may need through its pipe.
	logTime = 5 * time.Second
)

// round makes calls. When all are answered, it judges them.
func (s *soaking) round(ctx context.Context) error {
	first := s.calls + 1
	s.calls += callsPerRound
	if first/callsPerRound%8 == 7 {
		s.server.CloseConnections() // closes all kept-alive connections, often a dozen
	}
	calls, results, err := s.drive(ctx, first)
	if err != nil {
		return err
	}
	s.judge(ctx, first, calls, results)
	return ctx.Err()
}

// drive draws calls and makes them, a few in parallel.
func (s *soaking) drive(ctx context.Context, first uint64) ([]call, []*platform.Result, error) {
	calls := make([]call, callsPerRound)
	results := make([]*platform.Result, len(calls))
	errs := make([]error, len(calls))
	var next atomic.Int64
	var callers sync.WaitGroup
	for range s.options.Callers {
		callers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(calls)); n = next.Add(1) - 1 {
				if calls[n], errs[n] = s.world.draw(s.options.Seed, first+uint64(n)); errs[n] == nil {
					results[n], errs[n] = s.function.Invoke(ctx, calls[n].event)
				}
			}
		})
	}
	callers.Wait()
	for n, err := range errs {
		if err != nil {
			return nil, nil, fmt.Errorf("call %d: %w", first+uint64(n), err)
		}
	}
	return calls, results, nil
}

// judge finds out what happened to every ask, and checks every answer.
func (s *soaking) judge(ctx context.Context, first uint64, calls []call, results []*platform.Result) {
	journal := s.server.Journal()
	s.server.ResetJournal()
	cases := s.cases(s.history.read(journal), calls)
	var concluded [apps][]conclusion
	for _, c := range cases {
		concluded[c.ask.app] = append(concluded[c.ask.app], c.conclusions...)
	}
	var mayRefuse [apps]bool
	for n, q := range s.quotas {
		mayRefuse[n] = q.round(concluded[n])
	}
	ctx, cancel := context.WithTimeout(ctx, logTime)
	defer cancel()
	lines := s.log.take(ctx, len(cases))
	for i, c := range calls {
		own := cases[:len(c.asks)]
		cases = cases[len(c.asks):]
		err := s.verdict(c, own, results[i], lines, mayRefuse)
		s.report.count(first+uint64(i), c, own, results[i], err)
	}
	s.report.Requests += len(journal)
	s.world.forget(calls)
}

// verdict returns nil for a right answer.
func (s *soaking) verdict(c call, cases []testCase, r *platform.Result, lines map[logKey]logLine, mayRefuse [apps]bool) error {
	var expected []expectation
	for i, t := range cases {
		e, err := t.expectation(mayRefuse[t.ask.app])
		if err != nil {
			return err
		}
		key := logKey{RequestID: r.RequestID}
		if c.form == batch {
			key.Record = i + 1
		}
		line, logged := lines[key]
		if err := e.checkLog(t.ask, line, logged); err != nil {
			return err
		}
		expected = append(expected, e)
	}
	return s.world.check(c, expected, r)
}
