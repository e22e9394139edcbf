package chat

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Retryer decides on retries. It has the methods of aws-sdk-go-v2's aws.Retryer,
// so that one of aws/retry can be put in its place. It must be safe for parallel
// use.
type Retryer interface {
	// IsErrorRetryable reports whether a repeat may succeed.
	IsErrorRetryable(error) bool
	// MaxAttempts of a call; 0 for no limit but the deadline.
	MaxAttempts() int
	// RetryDelay is the pause after an attempt, counted from 1, that failed with err.
	RetryDelay(attempt int, err error) (time.Duration, error)
	// GetRetryToken takes what a retry costs, or fails. The function that it
	// returns is called with the outcome of the retry.
	GetRetryToken(ctx context.Context, err error) (release func(error) error, e error)
	// GetInitialToken is the same for a first attempt, which nothing holds back.
	GetInitialToken() (release func(error) error)
}

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
// tokens of which each retry takes 14. A retry that succeeds gives its own
// back, a first attempt that succeeds gives 1. It is safe for parallel use.
type RetryQuota struct {
	mu     sync.Mutex
	tokens int
}

// NewRetryQuota makes a full quota.
func NewRetryQuota() *RetryQuota { return &RetryQuota{tokens: quotaSize} }

// Tokens is what is left.
func (q *RetryQuota) Tokens() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.tokens
}

func (q *RetryQuota) take(n int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.tokens < n {
		return false
	}
	q.tokens -= n
	return true
}

// give returns a function that puts n tokens back on success.
func (q *RetryQuota) give(n int) func(error) error {
	return func(err error) error {
		if err == nil {
			q.mu.Lock()
			q.tokens = min(q.tokens+n, quotaSize)
			q.mu.Unlock()
		}
		return nil
	}
}

// StandardRetryer retries as the standard mode does: the codes that it was
// given, HTTP 500, 502, 503 and 504, and faults of the network.
type StandardRetryer struct {
	maxAttempts int
	codes       []int
	quota       *RetryQuota
	random      func() float64 // in [0, 1)
}

var _ Retryer = (*StandardRetryer)(nil)

// NewStandardRetryer makes a retryer for at most maxAttempts attempts of a call
// that retries Chat's codes and shares the quota.
func NewStandardRetryer(maxAttempts int, codes []int, quota *RetryQuota) *StandardRetryer {
	return &StandardRetryer{maxAttempts: maxAttempts, codes: slices.Clone(codes), quota: quota, random: rand.Float64}
}

// IsErrorRetryable judges by the type of the failure, never by its text.
func (s *StandardRetryer) IsErrorRetryable(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return slices.Contains(s.codes, api.Code)
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Transient()
	}
	_, network := errors.AsType[*NetworkError](err)
	return network
}

// MaxAttempts of a call.
func (s *StandardRetryer) MaxAttempts() int { return s.maxAttempts }

// RetryDelay is uniform between 0 and 50 ms doubled for each attempt after the
// first, at most 20 s. It never fails.
func (s *StandardRetryer) RetryDelay(attempt int, _ error) (time.Duration, error) {
	longest := retryMaxWait
	// 50 ms doubled nine times is past 20 s; more would overflow one day.
	if attempt < 10 {
		longest = min(longest, retryBase<<(attempt-1))
	}
	return time.Duration(s.random() * float64(longest)), nil
}

var errNoQuota = errors.New("the retry quota is used up")

// GetRetryToken takes 14 tokens of the quota, or fails where fewer are left.
func (s *StandardRetryer) GetRetryToken(context.Context, error) (func(error) error, error) {
	if !s.quota.take(retryCost) {
		return nil, errNoQuota
	}
	return s.quota.give(retryCost), nil
}

// GetInitialToken costs nothing, and gives the quota 1 token where the attempt
// succeeds.
func (s *StandardRetryer) GetInitialToken() func(error) error { return s.quota.give(firstGain) }
