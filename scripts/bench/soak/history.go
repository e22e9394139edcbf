package soak

import (
	"bytes"
	"fmt"
	"slices"

	"chatmarks/chat/chattest"
)

// history reads the journal round by round. It stores which connections were used, and which must not be used again.
type history struct{ used, closed map[int]bool }

func newHistory() *history { return &history{used: map[int]bool{}, closed: map[int]bool{}} }

// attempt is an attempt of an ask, with its requests. All but the last were replaced, because their connection had ended.
type attempt struct{ requests []arrival }

// arrival is a request that reached the fake Chat.
type arrival struct {
	chattest.Entry
	reused bool // the connection had been used before
	closed bool // the connection had answered 408 or 5xx
}

// dropped reports whether the connection ended before the first byte of an answer.
func (a arrival) dropped() (bool, error) {
	steps, err := chattest.ParseScript(a.Step)
	if err != nil || len(steps) != 1 {
		return false, fmt.Errorf("a step that was not played whole: %q", a.Step)
	}
	return steps[0].Action == chattest.Reset || steps[0].Action == chattest.EOF, nil
}

// read groups the journal of a round by ask. A request that belongs to no ask has the empty marker.
func (h *history) read(journal []chattest.Entry) map[string][]arrival {
	all := map[string][]arrival{}
	for _, e := range journal {
		marker := markerOf(e.Body)
		all[marker] = append(all[marker], arrival{Entry: e, reused: h.used[e.Connection], closed: h.closed[e.Connection]})
		h.used[e.Connection] = true
		if steps, err := chattest.ParseScript(e.Step); err == nil && len(steps) == 1 && steps[0].Action == chattest.HTTP {
			h.closed[e.Connection] = outcome{}.status(steps[0].Status).meaning == passing
		}
	}
	return all
}

// attempts groups the requests of an ask by their random number. Each attempt has its own, also if its connection is replaced.
func attempts(requests []arrival) (all []attempt, err error) {
	for i, r := range requests {
		if i > 0 && !bytes.Equal(r.Body, requests[0].Body) {
			return nil, fmt.Errorf("request %d has another body than the first", i+1)
		}
		if i > 0 && r.Random == requests[i-1].Random {
			all[len(all)-1].requests = append(all[len(all)-1].requests, r)
			continue
		}
		if slices.ContainsFunc(requests[:i], func(before arrival) bool { return before.Random == r.Random }) {
			return nil, fmt.Errorf("request %d has the random of an attempt before", i+1)
		}
		all = append(all, attempt{requests: []arrival{r}})
	}
	return all, nil
}

// end returns how the attempt ended. A kept-alive connection that was dropped must be replaced, and no other connection may be. A
// connection that was not used before may be either: new, or opened earlier for a call that then used an idle one.
func (a attempt) end() (outcome, error) {
	if len(a.requests) > 2 {
		return outcome{}, fmt.Errorf("%d requests for one attempt", len(a.requests))
	}
	for i, r := range a.requests {
		dropped, err := r.dropped()
		if err != nil {
			return outcome{}, err
		}
		last := i == len(a.requests)-1
		switch {
		case r.closed:
			return outcome{}, fmt.Errorf("%q came on a connection that had answered 408 or 5xx", r.Step)
		case i > 0 && r.reused:
			return outcome{}, fmt.Errorf("a dead connection was not replaced by a fresh one before %q", r.Step)
		case !last && !dropped:
			return outcome{}, fmt.Errorf("sent again with the same random after %q", r.Step)
		case last && dropped && r.reused:
			return outcome{}, fmt.Errorf("a kept-alive connection was not replaced after %q", r.Step)
		}
	}
	return outcomeOf(a.requests[len(a.requests)-1].Entry)
}
