package handler

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxParallelRecords is how many records of a batch run at a time.
	maxParallelRecords = 4
	// minResult is kept for the result of each message: a failure without
	// details has less.
	minResult = 256
	// maxMessages is for how many the answer has room, then.
	maxMessages = maxAnswer / minResult
)

// batchEvent is an event with any number of requests, each answered by itself.
type batchEvent struct {
	name     string
	messages []message
}

// newBatch reads a list of messages, and one more than can be answered at most;
// it is nil where that is no list.
func newBatch(name string, list jsontext.Value, read func(jsontext.Value) message) event {
	e := &batchEvent{name: name}
	ok := elements(list, func(one jsontext.Value) bool {
		e.messages = append(e.messages, read(one))
		return len(e.messages) <= maxMessages
	})
	if !ok {
		return nil
	}
	return e
}

func (e *batchEvent) kind() string { return e.name }

// answer gives back a result for each message, in order. It is an error only
// where nothing was answered and a repeat can help: else one bad message would
// have the platform repeat the batch for ever.
func (e *batchEvent) answer(ctx context.Context, i *invocation) ([]byte, error) {
	s := i.configure()
	switch n := len(e.messages); {
	case n == 0:
		return i.giveBack([]byte(`{"results":[]}`), nil)
	case n > maxMessages:
		return i.giveBack(nil, &failure{code: CodeRequestTooLarge,
			message: fmt.Sprintf("the batch has more than %d messages; make its batches smaller", maxMessages)})
	}
	b := &batch{invocation: i, config: s, messages: e.messages, results: make([]result, len(e.messages))}
	b.size = len(e.messages) * minResult
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
	config   *settings
	messages []message
	results  []result
	next     atomic.Int64
	full     atomic.Bool // an answer found no room

	mu   sync.Mutex
	size int // of the answer, with what is kept
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

// one answers a message. Its failure, a panic included, is its own. Once there
// was no room for an answer, Chat is not even asked.
func (b *batch) one(ctx context.Context, n int) (r result) {
	record := b.record
	record.index, record.start = n+1, time.Now()
	record.coldStart = record.coldStart && n == 0
	defer func() {
		if p := recover(); p != nil {
			r = result{failure: panicFailure(p)}
		}
		if r.failure != nil {
			record.fail(r.failure)
			r.answer = b.failed(&record, *r.failure)
		}
		b.log(&record)
	}()
	switch {
	case b.full.Load():
		return result{failure: noRoom(0)}
	case ctx.Err() != nil: // many may be left, and the answer has to leave
		return result{failure: timedOut(ctx.Err())}
	}
	r.answer, r.failure = b.config.answerTrusted(ctx, &record, b.messages[n])
	if r.failure == nil && !b.take(len(r.answer)) {
		b.full.Store(true)
		r.failure = noRoom(record.attempts)
	}
	return r
}

// noRoom is the failure of a message whose answer does not fit into the batch's.
func noRoom(attempts int) *failure {
	f := answerTooLarge(attempts)
	f.message = "the answers to the batch are over 5 MiB; make the batches smaller"
	return f
}

// failed is the answer of a failure, without what there is no room for.
func (b *batch) failed(r *record, f failure) []byte {
	answer := appendFailure(nil, r.requestID, &f)
	if !b.take(len(answer)) {
		if f.details != nil {
			f.message = "the request breaks a rule or several; the batch's answer has no room for which"
		}
		f.details, f.chat = nil, nil
		answer = appendFailure(nil, r.requestID, &f)
	}
	return answer
}

// take takes room for a result of n bytes, where there is enough.
func (b *batch) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	more := max(0, n-minResult)
	if more > 0 && b.size+more > maxAnswer {
		return false
	}
	b.size += more
	return true
}
