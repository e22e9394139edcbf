package chat

import (
	"context"
	"slices"
	"sync"
)

// maxParallelParts is the number of calls of one input that run at a time.
const maxParallelParts = 3

// split asks for more conversations than Chat accepts in one call. If a part fails, it
// cancels the others and returns the failure with the attempts of all parts.
func (c *Client) split(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		group   sync.WaitGroup
		turns   = make(chan struct{}, maxParallelParts)
		parts   = slices.Collect(slices.Chunk(in.ContactItem, MaxConversationsPerCall))
		outputs = make([]*SearchContactGroupOutput, len(parts))
		mu      sync.Mutex // guards tried and failed
		tried   int
		failed  error // the first failure
	)
	for i, part := range parts {
		turns <- struct{}{} // after a failure, ctx is canceled for the remaining parts
		group.Go(func() {
			defer func() { <-turns }()
			out, attempts, err := c.searchPart(ctx, &SearchContactGroupInput{FromAccount: in.FromAccount, ContactItem: part})
			outputs[i] = out
			mu.Lock()
			defer mu.Unlock()
			tried += attempts
			if err != nil && failed == nil {
				failed = err
				cancel()
			}
		})
	}
	group.Wait()
	if failed != nil {
		return nil, searchContactGroup.error(tried, failed)
	}
	return merge(outputs, tried), nil
}

// searchPart makes the call of a part. A panic fails the part, not the process.
func (c *Client) searchPart(ctx context.Context, in *SearchContactGroupInput) (out *SearchContactGroupOutput, attempts int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = NewPanicError(p)
		}
	}()
	return invoke(ctx, c, searchContactGroup, in)
}

// merge merges the outputs of the parts. Each group occurs once, with the first name
// found.
func merge(parts []*SearchContactGroupOutput, attempts int) *SearchContactGroupOutput {
	whole := &SearchContactGroupOutput{Attempts: attempts}
	var groups groupSet
	for _, part := range parts {
		whole.ContactResultItem = append(whole.ContactResultItem, part.ContactResultItem...)
		groups.add(part.GroupItem...)
	}
	whole.GroupItem = groups.items
	return whole
}
