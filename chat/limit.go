package chat

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter bounds the attempts a second of all calls that share it. Attempts have
// their turns in the order in which they came. One that is refused takes no
// turn, and one that gives up leaves its own to the next. It is safe for
// parallel use.
//
// A queue of [rate.Reservation]s would not do: one that is canceled gives
// nothing back where a later one exists (golang.org/x/time/rate, CancelAt), so
// a crowd that gives up would hold the turns of an hour. Here only the head of
// the queue has a reservation.
type Limiter struct {
	perSecond int // 0 for no limit
	bucket    *rate.Limiter
	head      chan struct{} // full while somebody is the head; who waits to be it is served in order

	mu     sync.Mutex
	behind int // how many wait to be the head
}

// NewLimiter returns a limiter of so many attempts a second that allows bursts of
// one second's worth. Less than 1 is 1; the zero value has no limit.
func NewLimiter(perSecond int) *Limiter {
	perSecond = max(1, perSecond)
	return &Limiter{
		perSecond: perSecond,
		bucket:    rate.NewLimiter(rate.Limit(perSecond), perSecond),
		head:      make(chan struct{}, 1),
	}
}

// PerSecond is how many attempts a second it lets through.
func (l *Limiter) PerSecond() int { return l.perSecond }

// wait waits for a turn. Its error is a [*LimitError], at once, where the wait
// would be longer than may be waited, or a [*DeadlineError].
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

// check is nil where one who joined the queue now would not wait too long.
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
