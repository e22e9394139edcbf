package chat

import (
	"context"
	"errors"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	// minAttemptTime is the least time that must be left to begin an attempt.
	minAttemptTime = 100 * time.Millisecond
	// maxRetryAfter is the longest Retry-After that is waited for.
	maxRetryAfter = 5 * time.Second
)

// retry is the Finalize step around signing. It repeats attempts with a transient
// failure while the deadline allows.
type retry struct {
	options *Options
	signer  *signer
}

func (*retry) ID() string { return "Retry" }

// attemptsKey holds the number of attempts in the metadata of an output.
type attemptsKey struct{}

func (r *retry) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	out middleware.FinalizeOutput, metadata middleware.Metadata, err error,
) {
	request := in.Request.(*smithyhttp.Request) // newStack uses no other type
	if err := r.begin(ctx, 0); err != nil {
		return out, metadata, err
	}
	c := &call{retry: r, request: request, next: next}
	gain := firstGain
	for try := 1; ; try++ {
		out, metadata, err = c.try(ctx)
		if err == nil {
			r.options.RetryQuota.give(gain)
			metadata.Set(attemptsKey{}, c.attempts)
			return out, metadata, nil
		}
		if !r.again(ctx, try, err) {
			return out, metadata, &CallError{Attempts: c.attempts, Err: err}
		}
		gain = retryCost
	}
}

// again reports whether to retry, and pauses before the retry. A failure that ends the
// attempts costs neither a pause nor a token.
func (r *retry) again(ctx context.Context, try int, err error) bool {
	o := r.options
	pause := max(o.pause(try), retryAfter(err))
	if !o.retryable(err) || try >= o.MaxAttempts || retryAfter(err) > maxRetryAfter || ctx.Err() != nil || !r.fits(ctx, pause) || !o.RetryQuota.take() {
		return false
	}
	if r.begin(ctx, pause) != nil {
		o.RetryQuota.give(retryCost) // the retry is not made
		return false
	}
	return true
}

// begin waits for the pause, and then for a turn of the limiter. It returns a
// [*LimitError] at once if the wait would end too late, and a [*DeadlineError] if ctx
// ends.
func (r *retry) begin(ctx context.Context, pause time.Duration) error {
	if r.options.Limiter == nil || ctx.Err() != nil {
		return sleep(ctx, pause)
	}
	limiter := r.options.Limiter
	if pause > 0 {
		// The turn is taken after the pause, so that turns are not saved up and then used
		// all at once. If the turn would come too late, there is no pause.
		err := limiter.check(func(wait time.Duration) bool { return wait <= pause || r.fits(ctx, wait) })
		if err == nil {
			err = sleep(ctx, pause)
		}
		if err != nil {
			return err
		}
	}
	return limiter.wait(ctx, func(wait time.Duration) bool { return r.fits(ctx, wait) })
}

// fits reports whether an attempt could begin after a wait.
func (*retry) fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= wait+minAttemptTime
}

func sleep(ctx context.Context, d time.Duration) error {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return &DeadlineError{Cause: err}
	}
	return nil
}

// call is the state of one call.
type call struct {
	*retry
	request  *smithyhttp.Request
	next     middleware.FinalizeHandler
	attempts int
	resigned bool
	sent     credentials // of the last attempt
	last     error       // the failure of the last attempt
}

// attemptState is the state that the steps of one attempt share through its context.
type attemptState struct {
	credentials credentials
	fresh       bool // send on a new connection
}

type attemptKey struct{}

// try makes an attempt. If Chat refused the signature as expired, try makes another
// attempt with a new signature, at most once in a call. That is not a retry: it costs
// no token and does not count towards MaxAttempts. If there is no time or no turn for it,
// the error says so: the refusal alone would look like a fault of the settings.
func (c *call) try(ctx context.Context) (middleware.FinalizeOutput, middleware.Metadata, error) {
	out, metadata, err := c.attempt(ctx)
	if !expired(err) || c.resigned {
		return out, metadata, err
	}
	c.resigned = true
	c.signer.drop(c.sent.userSig)
	if !c.fits(ctx, 0) {
		return out, metadata, &DeadlineError{Cause: context.DeadlineExceeded, Last: err}
	}
	wait := c.begin(ctx, 0)
	switch e := wait.(type) {
	case nil:
		return c.attempt(ctx)
	case *DeadlineError:
		e.Last = err
	case *LimitError:
		e.Last = err
	}
	return out, metadata, wait
}

// attempt sends the request once, with its own timeout. If ctx ended, the error is a
// [*DeadlineError] that wraps the failure of the previous attempt.
func (c *call) attempt(ctx context.Context) (middleware.FinalizeOutput, middleware.Metadata, error) {
	c.attempts++
	request := c.request
	if c.attempts > 1 {
		request = request.Clone() // net/http may still be reading the previous one
	}
	attemptCtx, cancel := context.WithTimeout(ctx, c.options.AttemptTimeout)
	defer cancel()
	state := &attemptState{fresh: ofConnection(c.last)}
	out, metadata, err := c.next.HandleFinalize(context.WithValue(attemptCtx, attemptKey{}, state), middleware.FinalizeInput{Request: request})
	c.sent = state.credentials
	if _, network := errors.AsType[*NetworkError](err); network && ended(ctx) != nil {
		err = &DeadlineError{Cause: ended(ctx), Last: c.last}
	}
	c.last = err
	return out, metadata, err
}

// ended returns the error of ctx if it has ended. It also checks the clock: if the
// timer of the attempt is due at the same moment, it may fire first.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// expired reports whether Chat refused the signature as expired.
func expired(err error) bool {
	api, ok := errors.AsType[*APIError](err)
	return ok && ClassOf(api.Code) == ClassExpired
}
