package chat_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"chatmarks/chat"
)

// plugged is a Retryer of somebody else's, that notes what it is told.
type plugged struct {
	delay    error
	token    error
	outcomes []error
	asked    []int
}

func (p *plugged) IsErrorRetryable(error) bool { return true }
func (p *plugged) MaxAttempts() int            { return 3 }

func (p *plugged) RetryDelay(attempt int, _ error) (time.Duration, error) {
	p.asked = append(p.asked, attempt)
	return 0, p.delay
}

func (p *plugged) GetRetryToken(context.Context, error) (func(error) error, error) {
	return p.note, p.token
}

func (p *plugged) GetInitialToken() func(error) error { return p.note }

func (p *plugged) note(err error) error {
	p.outcomes = append(p.outcomes, err)
	return errors.New("nobody listens")
}

// unlimited has no limit of attempts, as aws-sdk-go-v2 takes 0.
type unlimited struct{ plugged }

func (*unlimited) MaxAttempts() int { return 0 }

func TestNoMaximumOfAttempts(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(o *chat.Options) {
		o.HTTPClient, o.Retryer = newCanned(append(slices.Repeat([]play{code(50002)}, 7), ok())...), new(unlimited)
	})
	if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 8 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestAnotherRetryerCanBePluggedIn(t *testing.T) {
	t.Parallel()
	refusal := errors.New("no")
	for name, test := range map[string]struct {
		retryer  plugged
		attempts int
		asked    int
	}{
		"it decides what is retried": {plugged{}, 3, 2},
		"its delay can fail":         {plugged{delay: refusal}, 1, 1},
		"it can refuse a token":      {plugged{token: refusal}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &test.retryer
			client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.Retryer = newCanned(code(50002)), p })
			_, err := client.SearchContactGroup(t.Context(), sample())
			if api, is := as[*chat.APIError](err); !is || api.Code != 50002 || attempts(err) != test.attempts || errors.Is(err, refusal) {
				t.Errorf("%v", err)
			}
			if len(p.outcomes) != test.attempts || len(p.asked) != test.asked || p.asked[0] != 1 {
				t.Errorf("%d outcomes, asked for the pauses after %v", len(p.outcomes), p.asked)
			}
			for _, outcome := range p.outcomes {
				if outcome == nil {
					t.Error("told of a success")
				}
			}
		})
	}
}
