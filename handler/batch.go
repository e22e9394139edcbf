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
	// minResult is reserved for the result of each message. A failure without details
	// always fits.
	minResult = maxAnswer / event.MaxMessages
)

// result is the result of one message of a batch.
type result struct {
	answer    []byte
	answered  bool
	retryable bool
}

// answerBatch returns a result for each message, in order. It returns an error only if
// every message failed and a retry may succeed. Otherwise one bad message would make
// the platform repeat the batch forever.
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

// results answers the messages, a few in parallel, and waits for all of them. A result
// that does not fit into the remaining part of the 5 MiB becomes RequestTooLarge. The
// others are kept.
func (i *invocation) results(ctx context.Context, messages []event.Message) []result {
	results := make([]result, len(messages))
	var next atomic.Int64
	room := &budget{left: maxAnswer - minResult*len(messages)}
	var workers sync.WaitGroup
	for range min(maxParallelMessages, len(messages)) {
		workers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(messages)); n = next.Add(1) - 1 {
				r, f := guard(func() (result, *failure) { return i.result(ctx, int(n), messages[n], room), nil })
				if f != nil { // a panic outside of answerMessage
					r.answer = i.failed(&logEntry{requestID: i.entry.requestID}, f)
				}
				results[n] = r
			}
		})
	}
	workers.Wait()
	return results
}

// budget is the number of bytes left for results.
type budget struct {
	mu   sync.Mutex
	left int
}

// take reserves n bytes. It reports false and reserves nothing if fewer are left.
func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}

// result answers a message. A failure or panic does not affect the other messages.
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
