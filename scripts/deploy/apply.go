package main

import (
	"context"
	"encoding/base64"
	"fmt"

	"chatmarks/scripts/deploy/config"
)

// apply carries out the plan. Nothing live changes before the new version has
// answered.
func (pl *plan) apply(ctx context.Context, a *api) error {
	// The version may rely on the checks of the URL. So the URL never checks less than the
	// version needs.
	triggersFirst := pl.publishes() && pl.triggers.closes()
	if pl.publishes() {
		name, err := pl.newVersion(ctx, a)
		if err != nil {
			return pl.unchanged(err)
		}
		if pl.want.Function.Type != "HTTP" {
			if err := pl.trial(a).ofVersion(ctx, a, name); err != nil {
				return pl.unchanged(err)
			}
		}
		if triggersFirst {
			if err := pl.triggers.apply(ctx, a); err != nil {
				return pl.goBack(ctx, a, err)
			}
		}
		if err := pl.moveTo(ctx, a, name); err != nil {
			if triggersFirst {
				return pl.goBack(ctx, a, err)
			}
			return pl.unchanged(err)
		}
	}
	if !triggersFirst {
		if err := pl.triggers.apply(ctx, a); err != nil {
			return pl.goBack(ctx, a, err)
		}
	}
	url, err := a.tryAddress(ctx, pl.trial(a))
	if err != nil {
		return pl.goBack(ctx, a, err)
	}
	if err := pl.settle(ctx, a); err != nil {
		return fmt.Errorf("%w\nlive: %s%s", err, pl.alias.name(), at(url))
	}
	a.out.step("live", "version %s, release %s%s", pl.alias.live, pl.pkg.Version, at(url))
	return nil
}

func at(url string) string {
	if url == "" {
		return ""
	}
	return ", " + url
}

func (pl *plan) trial(a *api) *trial { return newTrial(set(pl.want), pl.pkg.Version, a.out, a.pace) }

// set returns the variables that are set.
func set(c *config.Config) map[string]string {
	all := map[string]string{}
	for _, v := range c.Variables {
		if v.Source != "" {
			all[v.Name] = v.Value.Reveal()
		}
	}
	return all
}

// newVersion changes $LATEST to what is wanted, and publishes it. If an earlier apply,
// which was cut short, has published that version, newVersion uses it.
func (pl *plan) newVersion(ctx context.Context, a *api) (string, error) {
	description := label(pl.pkg.SHA256, pl.pkg.Version)
	if pl.live != nil {
		if name, err := pl.published(ctx, a, description); name != "" || err != nil {
			return name, err
		}
	}
	if pl.live != nil {
		pl.clean(ctx, a, pl.versions) // there may be no room for one more
	}
	if err := pl.edit(ctx, a); err != nil {
		return "", err
	}
	name, err := a.publish(ctx, description)
	if err != nil {
		return "", err
	}
	a.out.step("publish", "version %s, release %s", name, pl.pkg.Version)
	return name, a.awaitFunction(ctx, name)
}

// published returns a version that is what is wanted and newer than the live one. The
// version before the live one is newer only after a rollback; it was finished.
func (pl *plan) published(ctx context.Context, a *api, description string) (string, error) {
	for _, v := range pl.versions {
		if v.n <= number(pl.alias.live) || v.name == pl.alias.previous || v.description != description {
			continue
		}
		f, err := a.atRest(ctx, v.name)
		if err != nil {
			return "", err
		}
		if f == nil || failed(value(f.Status)) {
			continue
		}
		if settings, vars := differences(pl.want, f); len(settings)+len(vars) == 0 {
			a.out.step("publish", "version %s is there already: an apply was cut short", v.name)
			return v.name, nil
		}
	}
	return "", nil
}

// edit creates the function, or changes $LATEST. It always writes code and settings,
// because $LATEST may have those of somebody else.
func (pl *plan) edit(ctx context.Context, a *api) error {
	zip := base64.StdEncoding.EncodeToString(pl.pkg.Zip)
	if pl.live == nil {
		a.out.step("create", "function %s", a.function)
		if err := a.create(ctx, createRequest(pl.want, zip)); err != nil {
			return err
		}
		return a.awaitFunction(ctx, latest)
	}
	if err := pl.keepLive(ctx, a); err != nil {
		return err
	}
	a.out.step("update", "code of $LATEST")
	if err := a.updateCode(ctx, zip); err != nil {
		return err
	}
	if err := a.awaitFunction(ctx, latest); err != nil {
		return err
	}
	a.out.step("update", "settings of $LATEST")
	if err := a.updateConfiguration(ctx, updateRequest(pl.want)); err != nil {
		return err
	}
	return a.awaitFunction(ctx, latest)
}

// keepLive publishes $LATEST if it is live, because it is about to change. $LATEST is
// live in a function that another tool has made. A function without a trigger is our
// own first attempt, which was cut short.
func (pl *plan) keepLive(ctx context.Context, a *api) error {
	if pl.alias.live != latest || len(pl.found.triggers) == 0 {
		return nil
	}
	name, err := a.publish(ctx, "as it was before this tool")
	if err != nil {
		return err
	}
	if err := a.awaitFunction(ctx, name); err != nil {
		return err
	}
	a.out.step("keep", "version %s has what was live until now", name)
	if err := a.move(ctx, name, ""); err != nil {
		return err
	}
	pl.alias = note{live: name}
	return nil
}

// moveTo moves the traffic to a version. The version is on trial until it has answered
// at the URL.
func (pl *plan) moveTo(ctx context.Context, a *api, name string) error {
	next := note{live: name, onTrial: true}
	switch {
	case pl.live == nil || pl.alias.live == latest:
	case pl.alias.onTrial: // nobody has seen it work, so it must not be gone back to
		next.previous, next.before = pl.alias.previous, pl.alias.before
	default:
		next.previous, next.before = pl.alias.live, pl.alias.previous
	}
	if err := a.move(ctx, name, next.String()); err != nil {
		return err
	}
	pl.alias = next
	a.out.step("move", "$DEFAULT to version %s", name)
	return nil
}

// settle ends the trial, and deletes the versions that nobody needs any more.
func (pl *plan) settle(ctx context.Context, a *api) error {
	if pl.alias.onTrial {
		pl.alias.onTrial, pl.alias.before = false, ""
		if err := a.move(ctx, pl.alias.live, pl.alias.String()); err != nil {
			return err
		}
	}
	versions, err := a.versions(ctx)
	if err != nil {
		return err
	}
	pl.clean(ctx, a, versions)
	return nil
}

// clean deletes the surplus versions. It is no failure if one cannot be deleted.
func (pl *plan) clean(ctx context.Context, a *api, versions []version) {
	for _, name := range pl.surplus(versions) {
		if err := a.deleteVersion(ctx, name); err != nil && !missing(err) {
			a.out.step("leave", "version %s: %v", name, err)
			continue
		}
		a.out.step("delete", "version %s", name)
	}
}

func (n note) name() string {
	if n.live == latest {
		return "$LATEST"
	}
	return "version " + n.live
}
