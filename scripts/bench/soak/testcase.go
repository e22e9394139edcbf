package soak

import (
	"errors"
	"slices"
	"strings"
)

// testCase is an ask with what it met at the fake Chat.
type testCase struct {
	ask        ask
	requests   []arrival
	attempts   int
	conclusion conclusion // of an ask that reached Chat
	err        error      // a rule that was broken on the way
}

// cases puts together the asks of all calls, in order, and what they met. A request of nobody is on the report.
func (s *soaking) cases(met map[string][]arrival, calls []call) (all []testCase) {
	for _, c := range calls {
		for _, a := range c.asks {
			all = append(all, newTestCase(a, met[a.marker], s.world.apps[a.app].SDKAppID))
			delete(met, a.marker)
		}
	}
	for _, requests := range met {
		s.report.Strays += len(requests)
	}
	return all
}

func newTestCase(a ask, requests []arrival, sdkAppID uint64) testCase {
	t := testCase{ask: a, requests: requests}
	if a.flaw != "" {
		if len(requests) > 0 {
			t.err = errors.New("chat was asked although the request is wrong")
		}
		return t
	}
	if slices.ContainsFunc(requests, func(r arrival) bool { return r.SDKAppID != sdkAppID }) {
		t.err = errors.New("chat was asked as another app")
		return t
	}
	parts, err := attempts(requests)
	if err != nil {
		t.err = err
		return t
	}
	var ends []outcome
	for _, p := range parts {
		end, err := p.end()
		if len(ends) > 0 && ends[len(ends)-1].connection && p.requests[0].reused {
			err = errors.New("a retry after a fault of the connection came on a kept-alive one")
		}
		if err != nil {
			t.err = err
			return t
		}
		ends = append(ends, end)
	}
	t.attempts = len(ends)
	t.conclusion, t.err = conclude(ends)
	return t
}

var errGaveUp = errors.New("no retry was made of what may pass, although the quota allowed it")

// expectation is what the answer has to be. A failure that was not retried is right only where the quota may have refused.
func (t testCase) expectation(mayRefuse bool) (expectation, error) {
	switch {
	case t.err != nil:
		return expectation{}, t.err
	case t.ask.flaw != "":
		return expectation{word: t.ask.flaw}, nil
	case t.conclusion.refused && !mayRefuse:
		return expectation{}, errGaveUp
	}
	return t.conclusion.expectation(), nil
}

// script is what the fake Chat did, as its scripts are written.
func (t testCase) script() string {
	steps := make([]string, 0, len(t.requests))
	for _, r := range t.requests {
		steps = append(steps, r.Step)
	}
	return strings.Join(steps, ",")
}
