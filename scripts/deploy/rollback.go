package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

func doRollback(ctx context.Context, j *job) error {
	_, a, err := j.open()
	if err != nil {
		return err
	}
	f, err := a.find(ctx)
	if err != nil {
		return err
	}
	switch {
	case f.live == nil:
		return fmt.Errorf("%s: there is no such function, or it is not Active", a.function)
	case f.alias.previous == "" || f.version(f.alias.previous).n == 0:
		return fmt.Errorf("there is no version before %s", f.alias.name())
	}
	back, err := a.get(ctx, f.alias.previous)
	if err != nil {
		return err
	}
	if back == nil {
		return fmt.Errorf("version %s: the SCF API does not find it", f.alias.previous)
	}
	now, then := existing(f.live), existing(back)
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if now[key] != then[key] {
			j.out.step("back", "%s %s → %s", key, shown(now[key]), shown(then[key]))
		}
	}
	if err := j.confirmRollback(f, variables(back)); err != nil {
		return err
	}
	to := note{live: f.alias.previous, previous: f.alias.live}
	if err := a.move(ctx, to.live, to.String()); err != nil {
		return err
	}
	_, release := parseLabel(f.version(to.live).description)
	j.out.step("move", "$DEFAULT to version %s, release %s", to.live, shown(release))
	if _, err = a.tryAddress(ctx, newTrial(variables(back), release, j.out, j.pace)); err != nil {
		return fmt.Errorf("%w\nlive: %s", err, to.name())
	}
	j.out.step("live", "%s; the next apply publishes what serverless.yml says again", to.name())
	return nil
}

// confirmRollback names what else the rollback changes, and asks.
func (j *job) confirmRollback(f *found, then map[string]string) error {
	now, guarded := variables(f.live), false
	both := maps.Clone(now)
	maps.Copy(both, then)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		if now[name] == then[name] {
			continue
		}
		j.out.step("back", "%s", name)
		for _, p := range []string{"CALLER_", "CHAT_SECRET_KEY", "CORS_"} {
			guarded = guarded || strings.HasPrefix(name, p)
		}
	}
	if guarded && !j.yes {
		return errors.New("who may ask, or a key, goes back to what it was: give -yes if that is meant")
	}
	return nil
}
