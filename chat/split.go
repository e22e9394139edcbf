package chat

import (
	"context"
	"errors"
	"slices"
	"sync"

	smithy "github.com/aws/smithy-go"
)

// maxParallelParts is how many calls of one input run at a time.
const maxParallelParts = 3

// split asks for more conversations than Chat takes in one call. If a part
// fails, the others are canceled and the whole fails, with the attempts of all.
func (c *Client) split(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := slices.Collect(slices.Chunk(in.ContactItem, MaxConversationsPerCall))
	s := &splitCall{outputs: make([]*SearchContactGroupOutput, len(parts)), cancel: cancel}
	turns := make(chan struct{}, maxParallelParts)
	for i, part := range parts {
		turns <- struct{}{} // one that failed has canceled those that have not begun
		s.group.Go(func() {
			defer func() { <-turns }()
			s.done(i, func() (*SearchContactGroupOutput, error) {
				return c.search(ctx, &SearchContactGroupInput{FromAccount: in.FromAccount, ContactItem: part})
			})
		})
	}
	s.group.Wait()
	return s.merge()
}

// splitCall gathers what the parts of a call give.
type splitCall struct {
	group  sync.WaitGroup
	cancel context.CancelFunc

	mu       sync.Mutex
	outputs  []*SearchContactGroupOutput
	attempts int
	err      error // the first failure
}

// done runs a part and keeps its outcome. A panic fails the part, not the process.
func (s *splitCall) done(i int, part func() (*SearchContactGroupOutput, error)) {
	var out *SearchContactGroupOutput
	var err error
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, NewPanicError(p)
		}
		s.keep(i, out, err)
	}()
	out, err = part()
}

func (s *splitCall) keep(i int, out *SearchContactGroupOutput, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.outputs[i] = out
		s.attempts += out.Attempts
		return
	}
	// merge wraps it again, with the attempts of all.
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = operation.Err
	}
	if call, ok := errors.AsType[*CallError](err); ok {
		s.attempts += call.Attempts
		err = call.Err
	}
	if s.err == nil {
		s.err = err
		s.cancel()
	}
}

// failure is the first one, with the attempts of all parts.
func (s *splitCall) failure() error {
	err := s.err
	if s.attempts > 0 {
		err = &CallError{Attempts: s.attempts, Err: err}
	}
	return searchContactGroup.error(err)
}

// merge makes one output of those of the parts: groups once each, with a name
// where one of them has it, the attempts of all.
func (s *splitCall) merge() (*SearchContactGroupOutput, error) {
	if s.err != nil {
		return nil, s.failure()
	}
	whole := &SearchContactGroupOutput{Attempts: s.attempts}
	place := map[int64]int{}
	for _, part := range s.outputs {
		whole.ContactResultItem = append(whole.ContactResultItem, part.ContactResultItem...)
		for _, g := range part.GroupItem {
			switch i, known := place[g.GroupID]; {
			case !known:
				place[g.GroupID] = len(whole.GroupItem)
				whole.GroupItem = append(whole.GroupItem, g)
			case whole.GroupItem[i].GroupName == nil:
				whole.GroupItem[i].GroupName = g.GroupName
			}
		}
	}
	return whole, nil
}
