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

// split asks for more conversations than Chat takes in one call. If a part fails,
// the others are canceled and the whole fails, with the attempts of all.
func (c *Client) split(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		group   sync.WaitGroup
		turns   = make(chan struct{}, maxParallelParts)
		parts   = slices.Collect(slices.Chunk(in.ContactItem, MaxConversationsPerCall))
		outputs = make([]*SearchContactGroupOutput, len(parts))
		mu      sync.Mutex // for the rest
		tried   int
		failed  error // the first failure
	)
	for i, part := range parts {
		turns <- struct{}{} // one that failed has canceled those that have not begun
		group.Go(func() {
			defer func() { <-turns }()
			out, err := c.searchPart(ctx, &SearchContactGroupInput{FromAccount: in.FromAccount, ContactItem: part})
			outputs[i] = out
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				tried += out.Attempts
				return
			}
			if call, ok := errors.AsType[*CallError](err); ok {
				tried += call.Attempts
				err = call.Err
			}
			if failed == nil {
				failed = err
				cancel()
			}
		})
	}
	group.Wait()
	if failed != nil {
		if tried > 0 {
			failed = &CallError{Attempts: tried, Err: failed}
		}
		return nil, searchContactGroup.error(failed)
	}
	return merge(outputs, tried), nil
}

// searchPart is search without the wrapping of its error. A panic fails the part,
// not the process.
func (c *Client) searchPart(ctx context.Context, in *SearchContactGroupInput) (out *SearchContactGroupOutput, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = NewPanicError(p)
		}
	}()
	out, err = c.search(ctx, in)
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = operation.Err
	}
	return out, err
}

// merge makes one output of those of the parts: each group once, with the first
// name that a part has.
func merge(parts []*SearchContactGroupOutput, attempts int) *SearchContactGroupOutput {
	whole := &SearchContactGroupOutput{Attempts: attempts}
	place := map[int64]int{}
	for _, part := range parts {
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
	return whole
}
