package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/deploy/config"
)

// triggerPlan is what must be done with the triggers.
type triggerPlan struct {
	create, update []config.Trigger
	remove         []*scf.TriggerInfo
	others         []*scf.TriggerInfo // left alone
	http           *config.Trigger    // among update, as it is now
}

func (p triggerPlan) writes() bool { return len(p.create)+len(p.update)+len(p.remove) > 0 }

func planTriggers(want []config.Trigger, have []*scf.TriggerInfo) (p triggerPlan) {
	known := map[*scf.TriggerInfo]bool{}
	for _, w := range want {
		h := match(w, have)
		switch {
		case h == nil:
			p.create = append(p.create, w)
			continue
		case !same(w, h):
			w.Name = value(h.TriggerName) // the platform names http triggers
			if w.Type == "http" {
				now := w
				now.Enable, now.Desc = value(h.Enable) == 1, config.HTTPDesc(value(h.TriggerDesc))
				p.http = &now
			}
			p.update = append(p.update, w)
		}
		known[h] = true
	}
	for _, h := range have {
		ours := strings.HasPrefix(value(h.TriggerName), config.TriggerPrefix) && (value(h.Type) == "timer" || value(h.Type) == "ckafka")
		switch {
		case known[h]:
		case ours:
			p.remove = append(p.remove, h)
		default:
			p.others = append(p.others, h)
		}
	}
	return p
}

// match returns the existing trigger for w. It compares type and name, or for an http
// trigger type and qualifier, because a qualifier has only one.
func match(w config.Trigger, have []*scf.TriggerInfo) *scf.TriggerInfo {
	for _, h := range have {
		if value(h.Type) != w.Type {
			continue
		}
		if w.Type == "http" && value(h.Qualifier) == w.Qualifier || w.Type != "http" && value(h.TriggerName) == w.Name {
			return h
		}
	}
	return nil
}

// same reports whether a trigger has everything that is wanted.
func same(w config.Trigger, h *scf.TriggerInfo) bool {
	if value(h.Enable) == 1 != w.Enable || value(h.Qualifier) != w.Qualifier || value(h.CustomArgument) != w.Argument {
		return false
	}
	var wanted, has any
	if w.Type == "timer" { // it is written as text and read as {"cron": …}
		wanted = map[string]any{"cron": w.Desc}
	} else if json.Unmarshal([]byte(w.Desc), &wanted) != nil {
		return false
	}
	return json.Unmarshal([]byte(value(h.TriggerDesc)), &has) == nil && within(wanted, has)
}

// within reports whether has contains everything of wanted. The platform adds fields.
func within(wanted, has any) bool {
	w, isObject := wanted.(map[string]any)
	h, _ := has.(map[string]any)
	if !isObject {
		return reflect.DeepEqual(wanted, has)
	}
	for key, v := range w {
		if !within(v, h[key]) {
			return false
		}
	}
	return true
}

func (p triggerPlan) print(out *printer) {
	for _, t := range p.create {
		out.step("create", "trigger %s %s, for %s", t.Type, t.Name, t.Qualifier)
	}
	for _, t := range p.update {
		out.step("change", "trigger %s %s", t.Type, t.Name)
	}
	for _, t := range p.remove {
		out.step("delete", "trigger %s %s, which serverless.yml no longer has", value(t.Type), value(t.TriggerName))
	}
	for _, t := range p.others {
		out.step("leave", "trigger %s %s, which this tool has not made", value(t.Type), value(t.TriggerName))
	}
}

// apply carries out the plan.
func (p triggerPlan) apply(ctx context.Context, a *api) error {
	done := func(what, kind, name string, err error) error {
		if err != nil {
			return fmt.Errorf("trigger %s: %w", name, err)
		}
		a.out.step("trigger", "%s %s is %s", kind, name, what)
		return nil
	}
	for _, t := range p.create {
		if err := done("made", t.Type, t.Name, a.createTrigger(ctx, t)); err != nil {
			return err
		}
	}
	for _, t := range p.update {
		if err := done("changed", t.Type, t.Name, a.updateTrigger(ctx, t)); err != nil {
			return err
		}
	}
	for _, t := range p.remove {
		if err := done("deleted", value(t.Type), value(t.TriggerName), a.deleteTrigger(ctx, t)); err != nil {
			return err
		}
	}
	return nil
}

// urlDesc has the fields of an http trigger's TriggerDesc that this program reads.
type urlDesc struct {
	AuthType  string
	NetConfig struct {
		EnableExtranet bool
		ExtranetUrl    string
	}
}

// readURL parses a TriggerDesc. It returns the zero value if that fails.
func readURL(text string) (d urlDesc) {
	if json.Unmarshal([]byte(text), &d) != nil {
		return urlDesc{}
	}
	return d
}

// closes reports whether the Function URL will let fewer callers in than now.
func (p triggerPlan) closes() bool { return p.http != nil && readURL(p.http.Desc).AuthType == "NONE" }

// address returns the Function URL of $DEFAULT, and how the platform checks callers. The
// address is empty if there is none. pending reports whether there will be one that is
// not known yet.
func address(triggers []*scf.TriggerInfo) (url, authType string, pending bool) {
	for _, t := range triggers {
		if value(t.Type) == "http" && value(t.Qualifier) == defaultAlias && value(t.Enable) == 1 {
			d := readURL(value(t.TriggerDesc))
			url = strings.TrimRight(d.NetConfig.ExtranetUrl, "/")
			return url, d.AuthType, url == "" && d.NetConfig.EnableExtranet
		}
	}
	return "", "", false
}
