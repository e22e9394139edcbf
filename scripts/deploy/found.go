package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

// latest is the version that can be edited.
const latest = "$LATEST"

// found is what exists: the function's versions, alias and triggers.
type found struct {
	latest   *scf.GetFunctionResponseParams // $LATEST; nil if there is no function
	live     *scf.GetFunctionResponseParams // the version that $DEFAULT points to
	alias    note
	routed   bool      // a part of the traffic of $DEFAULT goes to another version
	versions []version // the newest first
	triggers []*scf.TriggerInfo
}

// version is a numbered version of the function.
type version struct {
	n           int
	name        string
	description string
}

// find reads what exists. If the function is being created, or could not be created, it
// reads only the state.
func (a *api) find(ctx context.Context) (*found, error) {
	f := new(found)
	var err error
	if f.latest, err = a.get(ctx, latest); err != nil || f.latest == nil || value(f.latest.Status) == creating || value(f.latest.Status) == createFailed {
		return f, err
	}
	alias, err := a.alias(ctx)
	if err != nil {
		return nil, err
	}
	f.alias = parseNote(value(alias.FunctionVersion), value(alias.Description))
	f.routed = alias.RoutingConfig != nil && len(alias.RoutingConfig.AdditionalVersionWeights)+len(alias.RoutingConfig.AddtionVersionMatchs) > 0
	if f.live = f.latest; f.alias.live != latest {
		if f.live, err = a.get(ctx, f.alias.live); err != nil {
			return nil, err
		}
		if f.live == nil {
			return nil, fmt.Errorf("$DEFAULT points to version %s, which the SCF API does not find", f.alias.live)
		}
	}
	if f.versions, err = a.versions(ctx); err != nil {
		return nil, err
	}
	f.triggers, err = a.triggers(ctx)
	return f, err
}

// version returns a numbered version, or the zero version if there is none of that name.
func (f *found) version(name string) version {
	if i := slices.IndexFunc(f.versions, func(v version) bool { return v.name == name }); i >= 0 {
		return f.versions[i]
	}
	return version{}
}

// surplus returns the versions that nobody needs. A version is needed if it is live, if
// rollback would go back to it, or if a trigger names it. While $LATEST is live, another
// tool decides, and nothing is surplus.
func (f *found) surplus(versions []version) (names []string) {
	for _, v := range versions {
		calls := func(t *scf.TriggerInfo) bool { return value(t.Qualifier) == v.name }
		if f.alias.live != latest && !slices.Contains([]string{f.alias.live, f.alias.previous, f.alias.before}, v.name) && !slices.ContainsFunc(f.triggers, calls) {
			names = append(names, v.name)
		}
	}
	return names
}

// note is the content of the description of $DEFAULT. The description has only letters,
// digits, spaces and commas, which the API's page allows in the description of a
// function (https://cloud.tencent.com/document/api/583/18586).
type note struct {
	live     string
	previous string // the version that the live one replaced; empty for none
	before   string // on trial, the previous of the previous, to be restored
	onTrial  bool   // nobody has seen the live one answer at its URL yet
}

func (n note) String() string {
	parts := []string{"version " + n.live}
	if n.previous != "" {
		parts = append(parts, "previous "+n.previous)
	}
	if n.before != "" {
		parts = append(parts, "before "+n.before)
	}
	if n.onTrial {
		parts = append(parts, "on trial")
	}
	return strings.Join(parts, ", ")
}

func parseNote(live, description string) note {
	n := note{live: live}
	for part := range strings.SplitSeq(description, ", ") {
		word, name, _ := strings.Cut(part, " ")
		switch {
		case word == "version" && name != live: // another tool has moved the alias, so the note is about another version
			return note{live: live}
		case part == "on trial":
			n.onTrial = true
		case number(name) == 0:
		case word == "previous":
			n.previous = name
		case word == "before":
			n.before = name
		}
	}
	return n
}

// number returns the number of a version. It is 0 for $LATEST and anything else.
func number(name string) int {
	n, err := strconv.Atoi(name)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// label is the description of a version. It identifies the code.
func label(sha256, release string) string {
	return "sha256 " + sha256 + ", release " + written(release)
}

// written returns a release in the characters that a description may have.
func written(release string) string { return notAllowed.ReplaceAllString(release, ".") }

var (
	notAllowed = regexp.MustCompile(`[^A-Za-z0-9.]+`)
	labelForm  = regexp.MustCompile(`^sha256 ([0-9a-f]{64}), release ([A-Za-z0-9.]+)$`)
)

// parseLabel parses a label. It returns empty texts for a version that this tool has not
// made.
func parseLabel(description string) (sha256, release string) {
	if m := labelForm.FindStringSubmatch(description); m != nil {
		return m[1], m[2]
	}
	return "", ""
}
