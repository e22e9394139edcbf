package main

import (
	"context"
	"fmt"
	"time"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

// The states of a function and of a version
// (https://cloud.tencent.com/document/product/583/115197).
const (
	active       = "Active"
	creating     = "Creating"
	createFailed = "CreateFailed"
)

const (
	// longest is the longest wait for a state, in shortest pauses: 120 s.
	longest = 600
	// slowest is the longest pause, in shortest pauses.
	slowest = 16
)

// await waits until status is Active or a final failure.
func (a *api) await(ctx context.Context, what string, status func(context.Context) (state, reason string, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, longest*a.pace)
	defer cancel()
	begin, told := time.Now(), ""
	for pause := a.pace; ; pause = min(2*pause, slowest*a.pace) {
		state, reason, err := status(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			return err
		case state == active:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("%s is still %s after %v", what, told, time.Since(begin).Round(time.Second))
		case failed(state):
			return fmt.Errorf("%s is %s: %s", what, state, reason)
		}
		if told = state; pause == a.pace || pause == slowest*a.pace {
			a.out.step("wait", "%s is %s, since %s", what, state, begin.Format(time.TimeOnly))
		}
		sleep(ctx, pause)
	}
}

// failed reports whether a state is a failure, which does not end by itself.
func failed(state string) bool {
	switch state {
	case createFailed, "UpdateFailed", "PublishFailed", "DeleteFailed":
		return true
	}
	return false
}

// changing reports whether a state ends by itself.
func changing(state string) bool { return state != active && !failed(state) }

// atRest waits until a version of the function no longer changes, and returns it. It
// returns nil if there is none.
func (a *api) atRest(ctx context.Context, qualifier string) (*scf.GetFunctionResponseParams, error) {
	f, err := a.get(ctx, qualifier)
	if err != nil || f == nil || !changing(value(f.Status)) {
		return f, err
	}
	if err := a.awaitFunction(ctx, qualifier); err != nil {
		return nil, err
	}
	return a.get(ctx, qualifier)
}

// awaitFunction waits for $LATEST, or for a version.
func (a *api) awaitFunction(ctx context.Context, qualifier string) error {
	what := "the function"
	if qualifier != latest {
		what = "version " + qualifier
	}
	return a.await(ctx, what, func(ctx context.Context) (string, string, error) {
		f, err := a.get(ctx, qualifier)
		if err != nil {
			return "", "", err
		}
		if f == nil {
			return "missing", "", nil
		}
		return value(f.Status), value(f.StatusDesc), nil
	})
}

// awaitGone waits until the function is deleted.
func (a *api) awaitGone(ctx context.Context) error {
	return a.await(ctx, "the deleted function", func(ctx context.Context) (string, string, error) {
		f, err := a.get(ctx, latest)
		if err != nil {
			return "", "", err
		}
		if f == nil {
			return active, "", nil // the function is gone, as wanted
		}
		return "there, " + value(f.Status), "", nil
	})
}
