package chat

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter limits the attempts a second of all calls that share it. Attempts get their
// turns in order of arrival. A refused attempt takes no turn. An attempt that gives up
// leaves its turn to the next one. It is safe for concurrent use.
//
// Only the head of the queue has a [rate.Reservation]. If all attempts had one,
// canceling a reservation would return nothing when a later one exists
// (golang.org/x/time/rate, CancelAt), so many attempts that give up could hold the
// turns of an hour.
type Limiter struct {
	perSecond int // 0 for no limit
	bucket    *rate.Limiter
	head      chan struct{} // full while an attempt is the head; the others wait in order to send

	mu     sync.Mutex
	behind int // number of attempts that wait to be the head
}

// NewLimiter returns a limiter of perSecond attempts a second that allows bursts of
// perSecond attempts. A value below 1 means 1. The zero Limiter has no limit.
func NewLimiter(perSecond int) *Limiter {
	perSecond = max(1, perSecond)
	return &Limiter{
		perSecond: perSecond,
		bucket:    rate.NewLimiter(rate.Limit(perSecond), perSecond),
		head:      make(chan struct{}, 1),
	}
}

// PerSecond returns the allowed number of attempts a second, 0 if there is no limit.
func (l *Limiter) PerSecond() int { return l.perSecond }

// wait waits for a turn. It returns a [*LimitError] at once if mayWait refuses the
// wait, and a [*DeadlineError] if ctx ends.
func (l *Limiter) wait(ctx context.Context, mayWait func(time.Duration) bool) error {
	if l.perSecond == 0 {
		return sleep(ctx, 0)
	}
	if err := l.join(mayWait); err != nil {
		return err
	}
	select {
	case l.head <- struct{}{}:
		defer func() { <-l.head }()
	case <-ctx.Done():
		l.leave()
		return &DeadlineError{Cause: ctx.Err()}
	}
	turn := l.reserve()
	err := sleep(ctx, turn.Delay())
	if err != nil {
		turn.Cancel()
	}
	return err
}

// check returns a [*LimitError] if an attempt that joined the queue now would wait too
// long.
func (l *Limiter) check(mayWait func(time.Duration) bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.admit(mayWait)
}

func (l *Limiter) admit(mayWait func(time.Duration) bool) error {
	if l.perSecond == 0 {
		return nil
	}
	missing := float64(l.behind+1) - l.bucket.Tokens()
	wait := time.Duration(missing / float64(l.perSecond) * float64(time.Second)).Round(time.Microsecond)
	if wait > 0 && !mayWait(wait) {
		return &LimitError{RetryAfter: wait}
	}
	return nil
}

func (l *Limiter) join(mayWait func(time.Duration) bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.admit(mayWait)
	if err == nil {
		l.behind++
	}
	return err
}

func (l *Limiter) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behind--
}

func (l *Limiter) reserve() *rate.Reservation {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behind--
	return l.bucket.Reserve()
}
