package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/deploy/config"
	"chatmarks/scripts/deploy/pack"
)

// plan is what would change, and notes for the operator.
type plan struct {
	want *config.Config
	pkg  *pack.Package
	*found

	settings  []change // old → new
	variables []change // by name: added, changed, removed
	code      string   // old → new; empty for none
	triggers  triggerPlan
	notes     []string
}

type change struct{ name, what string }

// newPlan compares what is wanted with what exists. If nothing exists, found is empty.
func newPlan(c *config.Config, p *pack.Package, f *found) (*plan, error) {
	pl := &plan{want: c, pkg: p, found: f}
	if f.live == nil {
		pl.triggers = planTriggers(c.Triggers, nil)
		return pl, nil
	}
	if got := value(f.latest.Type); got != c.Function.Type {
		return nil, fmt.Errorf("%s exists as a function of Type %s, %s wants %s, and that cannot be changed: remove it, or choose another -stage",
			c.Function.Name, got, c.File, c.Function.Type)
	}
	pl.settings, pl.variables = differences(c, f.live)
	if old, release := parseLabel(f.version(f.alias.live).description); old != p.SHA256 {
		if release == "" {
			release = "not made by this tool"
		}
		pl.code = release + " → " + p.Version
	}
	pl.triggers = planTriggers(c.Triggers, f.triggers)
	pl.noteLatest()
	if f.routed {
		pl.notes = append(pl.notes, "a part of the traffic of $DEFAULT goes to another version: end that in the console, this tool moves all of it")
	}
	pl.noteTags()
	pl.noteKept()
	return pl, nil
}

// differences returns how the settings and variables of a version must change.
func differences(c *config.Config, f *scf.GetFunctionResponseParams) (settings, vars []change) {
	has := existing(f)
	for _, s := range wanted(c.Function) {
		if has[s.key] != s.value {
			settings = append(settings, change{s.key, fmt.Sprintf("%s → %s", shown(has[s.key]), s.value)})
		}
	}
	old := variables(f)
	for _, v := range c.Variables {
		was, there := old[v.Name]
		delete(old, v.Name)
		switch set := v.Source != ""; {
		case set && !there:
			vars = append(vars, change{v.Name, "added"})
		case !set && there:
			vars = append(vars, change{v.Name, "removed"})
		case set && was != v.Value.Reveal():
			vars = append(vars, change{v.Name, "changed"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		vars = append(vars, change{name, "removed: serverless.yml does not have it"})
	}
	return settings, vars
}

func shown(value string) string {
	if strings.TrimSpace(value) == "" {
		return "none"
	}
	return value
}

// noteLatest warns of changes of $LATEST that are not live.
func (pl *plan) noteLatest() {
	if pl.alias.live == latest {
		return
	}
	drift := value(pl.latest.CodeSize) != value(pl.live.CodeSize)
	now, then := existing(pl.latest), existing(pl.live)
	for key := range then {
		drift = drift || now[key] != then[key]
	}
	if drift || !maps.Equal(variables(pl.latest), variables(pl.live)) {
		pl.notes = append(pl.notes, "$LATEST differs from the live version: the console or another tool was used, or an apply was cut short; that has reached nobody, and the next apply replaces it")
	}
}

// noteTags warns of changed tags, which the SCF API accepts only on creation.
func (pl *plan) noteTags() {
	old := map[string]string{}
	for _, t := range pl.latest.Tags {
		old[value(t.Key)] = value(t.Value)
	}
	for key, v := range pl.want.Function.Tags {
		if old[key] != v {
			pl.notes = append(pl.notes, "tag "+key+" differs: tags are set when the function is made; change it in the console")
		}
	}
}

// noteKept names the settings of the function that serverless.yml does not have.
func (pl *plan) noteKept() {
	has, want := existing(pl.live), wanted(pl.want.Function)
	for _, key := range []string{"description", "role", "vpcConfig"} {
		given := slices.ContainsFunc(want, func(s setting) bool { return s.key == key })
		if kept := strings.TrimSpace(has[key]); !given && kept != "" {
			pl.notes = append(pl.notes, fmt.Sprintf("%s is still %s: %s has none, and this tool takes none away", key, kept, pl.want.File))
		}
	}
}

// publishes reports whether a new version is needed.
func (pl *plan) publishes() bool {
	return pl.live == nil || pl.alias.live == latest || pl.code != "" || len(pl.settings)+len(pl.variables) > 0
}

// writes reports whether anything would change.
func (pl *plan) writes() bool {
	return pl.publishes() || pl.triggers.writes() || len(pl.surplus(pl.versions)) > 0 || pl.alias.onTrial
}

// print writes the plan for people.
func (pl *plan) print(out *printer) {
	f := pl.want.Function
	out.step("function", "%s in %s, of %s", f.Name, f.Region, pl.want.File)
	printVariables(out, pl.want)
	out.step("package", "%s", described(pl.pkg))
	for _, w := range append(pl.want.Warnings, pl.notes...) {
		out.step("warning", "%s", w)
	}
	if pl.live == nil {
		out.step("live", "nothing: the function does not exist")
		out.step("create", "the function, with the package, these settings and variables")
		for _, s := range wanted(f) {
			out.item("%-26s %s", s.key, s.value)
		}
	} else {
		pl.printLive(out)
		pl.printChanges(out)
	}
	if pl.publishes() {
		out.step("publish", "a version, try it%s, then move $DEFAULT to it", map[bool]string{true: " at its URL", false: ""}[f.Type == "HTTP"])
	}
	pl.triggers.print(out)
	for _, name := range pl.surplus(pl.versions) {
		out.step("delete", "version %s, which is neither live nor the previous one", name)
	}
	if !pl.writes() {
		out.step("change", "nothing")
	}
}

func described(p *pack.Package) string {
	return fmt.Sprintf("%s, %d bytes, release %s, %s", p.Path, len(p.Zip), p.Version, p.GoVersion)
}

func (pl *plan) printLive(out *printer) {
	_, release := parseLabel(pl.version(pl.alias.live).description)
	text := "version " + pl.alias.live
	if release != "" {
		text += ", release " + release
	}
	if pl.alias.previous != "" {
		text += "; before it, version " + pl.alias.previous
	}
	if pl.alias.onTrial {
		text += "; its trial was cut short"
	}
	out.step("live", "%s", text)
}

func (pl *plan) printChanges(out *printer) {
	if pl.code != "" {
		out.step("change", "code %s", pl.code)
	}
	for _, c := range pl.settings {
		out.step("change", "%s %s", c.name, c.what)
	}
	for _, c := range pl.variables {
		out.step("change", "%s %s", c.name, c.what)
	}
}

// printVariables prints the names of the variables and their sources, never a value.
func printVariables(out *printer, c *config.Config) {
	out.step("variables", "%s", origin(c))
	for _, v := range c.Variables {
		source := v.Source
		switch {
		case source == "":
			source = "not set"
		case v.Overrides:
			source += ", which wins over " + c.EnvFile
		}
		out.item("%-26s %s", v.From, source)
	}
}

// origin says where the variables are read from.
func origin(c *config.Config) string {
	if c.EnvFile == "" {
		return "from the " + c.Environ
	}
	return "from " + c.EnvFile + " and the shell"
}
