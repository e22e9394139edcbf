package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"chatmarks/scripts/deploy/config"
	"chatmarks/scripts/deploy/pack"
)

func doPackage(ctx context.Context, j *job) error {
	p, err := j.build(ctx)
	if err != nil {
		return err
	}
	j.out.step("package", "%s, sha256 %s", described(p), p.SHA256)
	return nil
}

func (j *job) build(ctx context.Context) (*pack.Package, error) {
	return j.pack(ctx, pack.Options{Root: j.root, Web: j.web, Out: j.folder})
}

// prepare reads the configuration, builds the package and asks what exists. plan and
// apply begin with it.
func (j *job) prepare(ctx context.Context, account bool) (*config.Config, *pack.Package, error) {
	c, err := j.config(account)
	if err != nil {
		return nil, nil, err
	}
	p, err := j.build(ctx)
	return c, p, err
}

func doPlan(ctx context.Context, j *job) error {
	c, p, err := j.prepare(ctx, false)
	if err != nil {
		return err
	}
	f := new(found)
	if c.Account.SecretID.Reveal() == "" {
		j.out.step("account", "no key, so SCF is not asked: this is what a first deployment would do")
	} else {
		a, err := newAPI(c, j)
		if err != nil {
			return err
		}
		if f, err = a.find(ctx); err != nil {
			return err
		}
		if f.latest != nil {
			switch status := value(f.latest.Status); {
			case status == createFailed:
				j.out.step("state", "the function is %s: apply deletes it and makes it again", status)
			case failed(status):
				j.out.step("state", "the function is %s: apply updates it again", status)
			case status != active:
				j.out.step("state", "the function is %s: apply waits for it", status)
			}
		}
	}
	pl, err := newPlan(c, p, f)
	if err != nil {
		return err
	}
	pl.print(j.out)
	return nil
}

func doApply(ctx context.Context, j *job) error {
	c, p, err := j.prepare(ctx, true)
	if err != nil {
		return err
	}
	a, err := newAPI(c, j)
	if err != nil {
		return err
	}
	f, err := a.ready(ctx)
	if err != nil {
		return err
	}
	pl, err := newPlan(c, p, f)
	if err != nil {
		return err
	}
	pl.print(j.out)
	return pl.apply(ctx, a)
}

// ready waits until nothing changes, and reads what exists. It deletes a function that
// could not be created.
func (a *api) ready(ctx context.Context) (*found, error) {
	f, err := a.find(ctx)
	if err != nil || f.latest == nil {
		return f, err
	}
	switch status := value(f.latest.Status); {
	case status == active, f.live != nil && failed(status): // an update replaces what has failed
		return f, nil
	case status == createFailed:
		a.out.step("delete", "the function, which could not be created before: %s", value(f.latest.StatusDesc))
		if err := a.deleteFunction(ctx); err != nil {
			return nil, err
		}
		return new(found), a.awaitGone(ctx)
	}
	if err := a.awaitFunction(ctx, latest); err != nil {
		return nil, err
	}
	return a.find(ctx)
}

func doTry(ctx context.Context, j *job) error {
	if j.url != "" {
		return j.tryURL(ctx)
	}
	c, a, err := j.open()
	if err != nil {
		return err
	}
	f, err := a.find(ctx)
	if err != nil {
		return err
	}
	if f.live == nil {
		return fmt.Errorf("%s in %s: there is no such function, or it is not Active", a.function, c.Function.Region)
	}
	_, release := parseLabel(f.version(f.alias.live).description)
	url, err := a.tryAddress(ctx, newTrial(variables(f.live), release, j.out, j.pace))
	if err == nil && url == "" {
		return errors.New("the function has no Function URL: apply makes it")
	}
	return err
}

// tryURL tries the given address. It does not need the account's key.
func (j *job) tryURL(ctx context.Context) error {
	c, err := j.config(false)
	if err != nil {
		return err
	}
	u, err := url.Parse(j.url)
	if err != nil || u.Host == "" || !j.mayAsk(u) {
		return wrong("-url must be https://host: the request carries a credential")
	}
	if u.User != nil || strings.ContainsAny(j.url, "?#") { // could be secrets, and the address is printed
		return wrong("-url must have no user, query or fragment: the credential is made from the settings")
	}
	return newTrial(set(c), "", j.out, j.pace).atURL(ctx, strings.TrimRight(j.url, "/"))
}

// tryAddress tries the Function URL, if there is one and everybody may call it.
func (a *api) tryAddress(ctx context.Context, t *trial) (string, error) {
	triggers, err := a.triggers(ctx)
	if err != nil {
		return "", err
	}
	url, authType, pending := address(triggers)
	for look := 0; pending; look++ {
		if look == looks || ctx.Err() != nil {
			return "", errors.New("the trigger http has no address yet: nothing tried")
		}
		sleep(ctx, t.pause)
		if triggers, err = a.triggers(ctx); err != nil {
			return "", err
		}
		url, authType, pending = address(triggers)
	}
	if url == "" {
		a.out.step("try", "no Function URL that is open to the internet: nothing tried")
		return "", nil
	}
	if !strings.HasPrefix(url, "https://") && !a.local {
		return url, fmt.Errorf("the address %s is not https: the request would carry a credential", url)
	}
	if authType == "CAM" {
		a.out.step("try", "%s: skipped, authType CAM wants a signature of CAM", url)
		return url, nil
	}
	return url, t.atURL(ctx, url)
}

func doRemove(ctx context.Context, j *job) error {
	c, a, err := j.open()
	if err != nil {
		return err
	}
	f, err := a.get(ctx, latest)
	if err != nil {
		return err
	}
	if f == nil {
		return fmt.Errorf("%s in %s: there is no such function", a.function, c.Function.Region)
	}
	triggers, err := a.triggers(ctx)
	if err != nil {
		return err
	}
	url, _, _ := address(triggers)
	j.out.step("remove", "function %s in %s, all versions, %d triggers%s", a.function, c.Function.Region, len(triggers), at(url))
	if err := j.confirmName(a.function); err != nil {
		return err
	}
	if changing(value(f.Status)) {
		if err := a.awaitFunction(ctx, latest); err != nil { // it cannot be deleted earlier
			return err
		}
	}
	for _, t := range triggers {
		if err := a.deleteTrigger(ctx, t); err != nil && !missing(err) {
			return fmt.Errorf("trigger %s: %w", value(t.TriggerName), err)
		}
		j.out.step("delete", "trigger %s %s", value(t.Type), value(t.TriggerName))
	}
	if err := a.deleteFunction(ctx); err != nil {
		return err
	}
	if err := a.awaitGone(ctx); err != nil {
		return err
	}
	j.out.step("delete", "function %s", a.function)
	return nil
}

func (j *job) confirmName(name string) error {
	if j.yes {
		return nil
	}
	fmt.Fprintf(j.process.out, "type %s to go on: ", name)
	line, _ := bufio.NewReader(j.in).ReadString('\n') // whatever ended the line, its text counts
	if strings.TrimSpace(line) != name {
		return errors.New("that is not the name: nothing removed")
	}
	return nil
}
