package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"chatmarks/scripts/deploy/scftest"
	"chatmarks/scripts/local/platform"
)

// The README names exactly the CAM actions that are called.
func TestActionsOfTheReadme(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("plan")
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		f.Triggers = append(f.Triggers, scftest.Trigger{Type: "timer", Name: "chatmarks-old", Desc: `{"cron":"0 0 4 * * * *"}`, Qualifier: "$DEFAULT", Enable: true})
		f.Triggers[0].Enable = false
	})
	for _, limit := range []string{"10", "20", "30"} {
		w.env["CHAT_RATE_LIMIT"] = limit
		w.done("apply")
	}
	w.done("try")
	w.done("rollback")
	w.done("remove", "-yes")
	called := map[string]bool{}
	for _, e := range w.scf.Journal() {
		called[e.Action] = true
	}
	root, err := platform.ModuleRoot()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "scripts/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`"scf:([A-Za-z]+)"`).FindAllSubmatch(readme, -1) {
		named[string(m[1])] = true
	}
	if got, want := slices.Sorted(maps.Keys(called)), slices.Sorted(maps.Keys(named)); !slices.Equal(got, want) {
		t.Errorf("called: %v\nin the README: %v", got, want)
	}
}

// The wait for a state that does not end is limited, and the error names the state.
func TestStateThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	slow := slowWorld(t, 1_000_000)
	slow.fails(statusFailed, []string{"apply"}, "wait      the function is Creating, since ", "the function is still Creating after ")
	slow.fails(statusDone, []string{"plan"}, "the function is Creating: apply waits for it")
}

// If the last update of $LATEST has failed, the live version still works: try, rollback
// and apply are possible.
func TestUpdateThatFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) { f.Status = "UpdateFailed" })
	w.done("try")
	w.fails(statusDone, []string{"plan"}, "the function is UpdateFailed: apply updates it again", "live      version 2")
	w.done("rollback")
	w.env["CHAT_RATE_LIMIT"] = "25"
	w.done("apply")
	if f := w.function(); f.Status != active || f.Versions[f.Aliases["$DEFAULT"].Version].Variables["CHAT_RATE_LIMIT"] != "25" {
		t.Errorf("%s", text(f))
	}
}
