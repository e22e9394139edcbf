package handler

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"chatmarks/handler/event"
)

const (
	// maxParallelMessages is how many messages of a batch run at a time.
	maxParallelMessages = 4
	// minResult is reserved for the result of each message: a failure without
	// details needs less.
	minResult = maxAnswer / event.MaxMessages
)

// result is what a message of a batch brought.
type result struct {
	answer    []byte
	answered  bool
	retryable bool
}

// answerBatch returns a result for each message, in order. It is an error only if
// nothing was answered and a retry may succeed: otherwise one bad message would
// have the platform repeat the batch for ever.
func (i *invocation) answerBatch(ctx context.Context, messages []event.Message) ([]byte, error) {
	switch n := len(messages); {
	case n == 0:
		return i.finish([]byte(`{"results":[]}`), nil)
	case n > event.MaxMessages:
		return i.finish(nil, &failure{code: CodeRequestTooLarge,
			message: fmt.Sprintf("the batch has more than %d messages; make its batches smaller", event.MaxMessages)})
	}
	answer := []byte(`{"results":[`)
	answered, retryable := false, false
	for n, r := range i.results(ctx, messages) {
		if n > 0 {
			answer = append(answer, ',')
		}
		answer = append(answer, r.answer...)
		answered = answered || r.answered
		retryable = retryable || r.retryable
	}
	answer = append(answer, `]}`...)
	if !answered && retryable {
		return nil, &RetryableError{answer: answer}
	}
	return answer, nil
}

// results answers the messages a few at a time, and waits for all. A result for
// which there is no room in 5 MiB becomes a RequestTooLarge; the others are kept.
func (i *invocation) results(ctx context.Context, messages []event.Message) []result {
	results := make([]result, len(messages))
	var next atomic.Int64
	room := &budget{left: maxAnswer - minResult*len(messages)}
	var workers sync.WaitGroup
	for range min(maxParallelMessages, len(messages)) {
		workers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(messages)); n = next.Add(1) - 1 {
				r, f := guard(func() (result, *failure) { return i.result(ctx, int(n), messages[n], room), nil })
				if f != nil { // outside of the search
					r.answer = i.failed(&logEntry{requestID: i.entry.requestID}, f)
				}
				results[n] = r
			}
		})
	}
	workers.Wait()
	return results
}

// budget is the room that is left for results.
type budget struct {
	mu   sync.Mutex
	left int
}

// take takes n, or nothing if there is less.
func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}

// result answers a message. Its failure, a panic included, is its own.
func (i *invocation) result(ctx context.Context, n int, m event.Message, room *budget) result {
	entry := i.entry
	entry.record, entry.start = n+1, time.Now()
	entry.coldStart = entry.coldStart && n == 0
	answer, f := i.answerMessage(ctx, &entry, m)
	if f != nil {
		answer = i.failed(&entry, f)
	}
	if more := len(answer) - minResult; more > 0 && !room.take(more) {
		f = answerTooLarge(entry.job, entry.attempts)
		f.message = "the answers to the batch are over 5 MiB; make the batches smaller"
		answer = i.failed(&entry, f)
	}
	i.log(&entry)
	return result{answer: answer, answered: f == nil, retryable: f != nil && f.retryable()}
}
