package handler

import (
	"context"
	"fmt"
	"slices"
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
	results, size := i.results(ctx, messages), len(`{"results":[]}`)
	for _, r := range results {
		size += len(r.answer) + len(",")
	}
	answer := append(make([]byte, 0, size), `{"results":[`...)
	answered, retryable := false, false
	for n, r := range results {
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
	room := newBudget(len(messages))
	var workers sync.WaitGroup
	for range min(maxParallelMessages, len(messages)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1) - 1)
				if n >= len(messages) {
					return
				}
				_, f := guard(func() (struct{}, *failure) {
					if o := i.outcomeOf(ctx, n, messages[n]); room.place(o) {
						results[n] = i.conclude(o)
					}
					return struct{}{}, nil
				})
				if f != nil { // a panic outside of answerMessage
					results[n] = result{answer: appendFailure(nil, i.entry.requestID, f)}
				}
			}
		})
	}
	workers.Wait()
	for _, o := range room.placeWaiting() {
		results[o.entry.record-1] = i.conclude(o)
	}
	if begun := int(next.Load()); begun < len(messages) {
		i.notBegun(ctx, results[begun:], begun)
	}
	return results
}

// notBegun fails the messages for which there was no time. They share a result and a log
// line: thousands of lines would take longer than the time that is left.
func (i *invocation) notBegun(ctx context.Context, results []result, before int) {
	o := &outcome{entry: i.entry}
	o.entry.record, o.entry.records = before+1, len(results)
	o.fail(timedOut(ctx.Err()))
	shared := i.conclude(o)
	for n := range results {
		results[n] = shared
	}
}

// outcome is what a message led to. Its size decides whether it becomes the result.
type outcome struct {
	entry   logEntry
	answer  []byte
	failure *failure
}

func (o *outcome) fail(f *failure) {
	o.failure, o.answer = f, o.entry.failed(f)
}

// outcomeOf answers a message. A failure or panic does not affect the other messages.
func (i *invocation) outcomeOf(ctx context.Context, n int, m event.Message) *outcome {
	o := &outcome{entry: i.entry}
	o.entry.record, o.entry.start = n+1, time.Now()
	o.entry.coldStart = o.entry.coldStart && n == 0
	answer, f := i.answerMessage(ctx, &o.entry, m)
	if o.answer = answer; f != nil {
		o.fail(f)
	}
	return o
}

// conclude logs an outcome and returns its result.
func (i *invocation) conclude(o *outcome) result {
	i.log(&o.entry)
	return result{answer: o.answer, answered: o.failure == nil, retryable: o.failure != nil && o.failure.retryable()}
}

// budget shares the 5 MiB of the answer between the results. Each message has minResult
// bytes reserved, and returns those that it does not need.
type budget struct {
	mu      sync.Mutex
	left    int        // may be negative by the brackets around the results
	waiting []*outcome // too large until other messages return bytes
	size    int        // of the answers in waiting, at most 5 MiB
}

func newBudget(messages int) *budget {
	return &budget{left: maxAnswer - len(`{"results":[]}`) - minResult*messages}
}

// place takes the bytes of an outcome. If it is too large for now, place returns false
// and keeps it for placeWaiting. If too many are waiting, it becomes a failure.
func (b *budget) place(o *outcome) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.fits(o) && b.size+len(o.answer) <= maxAnswer {
		b.waiting, b.size = append(b.waiting, o), b.size+len(o.answer)
		return false
	}
	b.take(o)
	return true
}

// placeWaiting takes the bytes of the outcomes that waited, in the order of the batch. It
// is called after all messages have ended.
func (b *budget) placeWaiting() []*outcome {
	slices.SortFunc(b.waiting, func(a, b *outcome) int { return a.entry.record - b.entry.record })
	for _, o := range b.waiting {
		b.take(o)
	}
	return b.waiting
}

func (b *budget) fits(o *outcome) bool {
	return len(o.answer)+len(",") <= b.left+minResult
}

func (b *budget) take(o *outcome) {
	if !b.fits(o) {
		f := answerTooLarge(o.entry.job, o.entry.attempts)
		f.message = "the answers to the batch are over 5 MiB; make the batches smaller"
		o.fail(f)
	}
	b.left -= len(o.answer) + len(",") - minResult
}
