package handler

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// maxParallelRecords is how many records of a batch run at a time.
const maxParallelRecords = 4

// batchEvent is an event with any number of requests, each answered by itself.
type batchEvent struct {
	name     string
	messages []message
}

func (e *batchEvent) kind() string { return e.name }

// answer gives back a result for each message, in order. It is an error only
// where nothing was answered and a repeat can help: else one bad message would
// have the platform repeat the batch for ever.
func (e *batchEvent) answer(ctx context.Context, i *invocation) ([]byte, error) {
	if len(e.messages) == 0 {
		return i.giveBack([]byte(`{"results":[]}`), nil)
	}
	b := &batch{invocation: i, messages: e.messages, results: make([]result, len(e.messages))}
	b.run(ctx)
	answer := []byte(`{"results":[`)
	answered, retryable := false, false
	for n, r := range b.results {
		if n > 0 {
			answer = append(answer, ',')
		}
		answer = append(answer, r.answer...)
		answered = answered || r.failure == nil
		retryable = retryable || r.failure != nil && r.failure.retryable()
	}
	answer = append(answer, `]}`...)
	if !answered && retryable {
		return nil, &RetryableError{answer: answer}
	}
	return answer, nil
}

// batch is the work on a batch.
type batch struct {
	*invocation
	messages []message
	results  []result
	next     atomic.Int64
	size     atomic.Int64 // of the answers so far
}

type result struct {
	answer  []byte
	failure *failure
}

// run answers the messages a few at a time, and waits for all.
func (b *batch) run(ctx context.Context) {
	var workers sync.WaitGroup
	for range min(maxParallelRecords, len(b.messages)) {
		workers.Go(func() {
			for n := int(b.next.Add(1)) - 1; n < len(b.messages); n = int(b.next.Add(1)) - 1 {
				b.results[n] = b.one(ctx, n)
			}
		})
	}
	workers.Wait()
}

// one answers a message. Its failure, a panic included, is its own. What does
// not fit into the answer any more is not even asked for.
func (b *batch) one(ctx context.Context, n int) (r result) {
	record := b.record
	record.index, record.start = n+1, time.Now()
	record.coldStart = record.coldStart && n == 0
	defer func() {
		if p := recover(); p != nil {
			r = result{failure: panicFailure(p)}
		}
		record.status = 200
		if r.failure != nil {
			record.fail(r.failure)
			r.answer = appendFailure(nil, record.requestID, r.failure)
		}
		b.size.Add(int64(len(r.answer)))
		b.log(&record)
	}()
	if b.size.Load() > maxAnswer {
		return result{failure: answerTooLarge(0)}
	}
	r.answer, r.failure = b.answerTrusted(ctx, &record, b.messages[n])
	if r.failure == nil && b.size.Load()+int64(len(r.answer)) > maxAnswer {
		r = result{failure: answerTooLarge(record.attempts)}
	}
	return r
}
