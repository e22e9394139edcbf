package chat

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// The numbers of the standard retry mode of smithy clients, in its revision of 2026.
const (
	retryBase    = 50 * time.Millisecond // the longest pause before the first retry, doubled for each further retry
	retryMaxWait = 20 * time.Second
	quotaSize    = 500
	retryCost    = 14
	firstGain    = 1
)

// RetryQuota limits the retries during an outage. It is a bucket of 500 tokens, and each
// retry takes 14. A successful retry returns its tokens; a successful first attempt adds
// 1. The zero value is full. It is safe for concurrent use.
type RetryQuota struct {
	mu   sync.Mutex
	used int
}

// take takes the tokens of a retry. It returns false if there are not enough.
func (q *RetryQuota) take() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if quotaSize-q.used < retryCost {
		return false
	}
	q.used += retryCost
	return true
}

// give puts n tokens back, up to the size of the bucket.
func (q *RetryQuota) give(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used = max(0, q.used-n)
}

// retryable reports whether to retry a failure: codes of RetryCodes, transient HTTP
// statuses and network faults. It checks the type of err, never its text.
func (o *Options) retryable(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return slices.Contains(o.RetryCodes, api.Code)
	}
	return ofConnection(err)
}

// ofConnection reports whether the connection may have caused the failure. A retry then
// needs a new one.
func ofConnection(err error) bool {
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Transient()
	}
	_, network := errors.AsType[*NetworkError](err)
	return network
}

// pause returns the wait after an attempt, counted from 1. It is random, uniform between
// 0 and a limit: 50 ms, doubled for each attempt after the first, at most 20 s.
func (o *Options) pause(attempt int) time.Duration {
	longest := retryMaxWait
	// 50 ms doubled nine times exceeds 20 s. Many more doublings would overflow.
	if attempt < 10 {
		longest = min(longest, retryBase<<(attempt-1))
	}
	return time.Duration(o.Random() * float64(longest))
}
