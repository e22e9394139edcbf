package soak

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// testCase is an ask, and what happened to it at the fake Chat.
type testCase struct {
	ask        ask
	requests   []arrival
	attempts   int
	conclusion conclusion // the last of conclusions, if the ask reached Chat
	err        error      // a broken rule

	conclusions []conclusion // one for each call to Chat: a list is a call for each page
}

// cases returns the asks of all calls, in order, with what happened to them. It adds requests that belong to no ask to the report.
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
	pages, err := a.parts(requests)
	if err != nil {
		t.err = err
		return t
	}
	for n, page := range pages {
		if t.conclusion.last.meaning != good {
			t.err = fmt.Errorf("page %d was asked for although the one before failed", n+1)
			return t
		}
		if t.err = t.add(page); t.err != nil {
			return t
		}
	}
	if t.conclusion.last.meaning == good && a.pages > 0 && len(pages) != a.pages {
		t.err = fmt.Errorf("%d pages of %d were asked for", len(pages), a.pages)
	}
	return t
}

// parts groups the requests by call to Chat. A list has a call for each page, in order.
func (a ask) parts(requests []arrival) (all [][]arrival, err error) {
	if a.pages == 0 {
		return [][]arrival{requests}, nil
	}
	for _, r := range requests {
		n := len(all)
		if n > 0 && bytes.Equal(r.Body, all[n-1][0].Body) {
			all[n-1] = append(all[n-1], r)
			continue
		}
		if want := fmt.Sprintf(`{"From_Account":%q,"StartIndex":%d}`, a.from, n*pageSize); string(r.Body) != want {
			return nil, fmt.Errorf("page %d was asked for by %s", n+1, r.Body)
		}
		all = append(all, []arrival{r})
	}
	if len(all) == 0 {
		return nil, errNotAsked
	}
	return all, nil
}

// add adds the requests of one call to Chat.
func (t *testCase) add(requests []arrival) error {
	parts, err := attempts(requests)
	if err != nil {
		return err
	}
	var ends []outcome
	for _, p := range parts {
		end, err := p.end()
		if len(ends) > 0 && ends[len(ends)-1].connection && p.requests[0].reused {
			err = errors.New("a retry after a fault of the connection came on a kept-alive one")
		}
		if err != nil {
			return err
		}
		ends = append(ends, end)
	}
	t.attempts += len(ends)
	t.conclusion, err = conclude(ends)
	t.conclusions = append(t.conclusions, t.conclusion)
	return err
}

var errGaveUp = errors.New("no retry was made of what may pass, although the quota allowed it")

// expectation returns the expected answer. A failure that was not retried is right only if the quota may have refused the retry.
func (t testCase) expectation(mayRefuse bool) (expectation, error) {
	switch {
	case t.err != nil:
		return expectation{}, t.err
	case t.ask.flaw != "":
		return expectation{word: t.ask.flaw}, nil
	case t.conclusion.refused && !mayRefuse:
		return expectation{}, errGaveUp
	}
	e := t.conclusion.expectation()
	e.attempts = t.attempts
	return e, nil
}

// script returns what the fake Chat did, in the form of its scripts.
func (t testCase) script() string {
	steps := make([]string, 0, len(t.requests))
	for _, r := range t.requests {
		steps = append(steps, r.Step)
	}
	return strings.Join(steps, ",")
}
