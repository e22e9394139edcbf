package main

import (
	"context"
	"fmt"
)

// unchanged returns the error of a failure before the traffic was moved.
func (pl *plan) unchanged(err error) error {
	if pl.live == nil || pl.alias.live == latest && len(pl.found.triggers) == 0 {
		return fmt.Errorf("%w\nnothing is live: the function has no address yet", err)
	}
	return fmt.Errorf("%w\nlive as before: %s", err, pl.alias.name())
}

// goBack restores the traffic and the Function URL after the trial at the URL has
// failed.
func (pl *plan) goBack(ctx context.Context, a *api, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime) // also after Ctrl-C
	defer cancel()
	if pl.triggers.closes() {
		return pl.restoreURL(ctx, a, pl.moveBack(ctx, a, err))
	}
	// If the URL let fewer callers in before, it must do so again before the version that
	// relies on it is back.
	return pl.moveBack(ctx, a, pl.restoreURL(ctx, a, err))
}

// moveBack points $DEFAULT to the version before, and prints what is live.
func (pl *plan) moveBack(ctx context.Context, a *api, err error) error {
	url, _, _ := address(pl.found.triggers)
	switch {
	case !pl.alias.onTrial:
		return fmt.Errorf("%w\nlive as before: %s%s", err, pl.alias.name(), at(url))
	case pl.alias.previous == "":
		if triggers, listErr := a.triggers(ctx); listErr == nil {
			url, _, _ = address(triggers)
		}
		return fmt.Errorf("%w\nlive: %s%s; it is the first, so there is none to go back to", err, pl.alias.name(), at(url))
	}
	back := note{live: pl.alias.previous, previous: pl.alias.before}
	if moveErr := a.move(ctx, back.live, back.String()); moveErr != nil {
		return fmt.Errorf("%w\nlive: %s, and going back failed: %w", err, pl.alias.name(), moveErr)
	}
	a.out.step("move", "$DEFAULT back to version %s", back.live)
	return fmt.Errorf("%w\nlive again: %s%s", err, back.name(), at(url))
}

// restoreURL restores the http trigger, if the plan was to change it.
func (pl *plan) restoreURL(ctx context.Context, a *api, err error) error {
	if pl.triggers.http == nil {
		return err
	}
	if restoreErr := a.updateTrigger(ctx, *pl.triggers.http); restoreErr != nil {
		return fmt.Errorf("%w\nthe http trigger could not be changed back: %w", err, restoreErr)
	}
	a.out.step("trigger", "http %s is as before", pl.triggers.http.Name)
	return err
}
