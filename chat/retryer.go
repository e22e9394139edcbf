package chat

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// The numbers of the standard retry mode that smithy clients share, in its
// revision of 2026.
const (
	retryBase    = 50 * time.Millisecond // the longest pause before the first retry, doubled for each next one
	retryMaxWait = 20 * time.Second
	quotaSize    = 500
	retryCost    = 14
	firstGain    = 1
)

// RetryQuota keeps retries from making a storm of an outage: a bucket of 500
// tokens of which each retry takes 14. A retry that succeeds returns its own, a
// first attempt that succeeds adds 1. The zero value is full. It is safe for
// parallel use.
type RetryQuota struct {
	mu   sync.Mutex
	used int
}

// take takes what a retry costs, if there is enough.
func (q *RetryQuota) take() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if quotaSize-q.used < retryCost {
		return false
	}
	q.used += retryCost
	return true
}

// give puts tokens back; it is never more than full.
func (q *RetryQuota) give(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used = max(0, q.used-n)
}

// retryable decides by the type of a failure, never by its text: the codes of
// RetryCodes, transient HTTP statuses, and faults of the network.
func (o *Options) retryable(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return slices.Contains(o.RetryCodes, api.Code)
	}
	return ofConnection(err)
}

// ofConnection reports whether a failure may be one of the connection, so that a
// retry needs a fresh one.
func ofConnection(err error) bool {
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Transient()
	}
	_, network := errors.AsType[*NetworkError](err)
	return network
}

// pause is how long to wait after an attempt, counted from 1: uniform between 0 and
// 50 ms doubled for each attempt after the first, at most 20 s.
func (o *Options) pause(attempt int) time.Duration {
	longest := retryMaxWait
	// 50 ms doubled nine times is past 20 s; more would overflow one day.
	if attempt < 10 {
		longest = min(longest, retryBase<<(attempt-1))
	}
	return time.Duration(o.Random() * float64(longest))
}
