package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/deploy/scftest"
)

// A first deployment, the same again, changes, and the versions that are kept.
func TestApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.done("apply")
	want := []string{"CreateFunction", "PublishVersion", "UpdateAlias", "CreateTrigger", "UpdateAlias"}
	if got := w.writes(); !slices.Equal(got, want) {
		t.Errorf("the calls that write are %v, not %v:\n%s", got, want, out)
	}
	first := w.function()
	if first.Aliases["$DEFAULT"].Version != "1" || len(first.Versions) != 1 {
		t.Errorf("%s", text(first))
	}
	w.answers()

	w.scf.ResetJournal()
	out = w.done("apply")
	if got := w.writes(); len(got) > 0 || !strings.Contains(out, "change    nothing") {
		t.Errorf("the second apply writes %v:\n%s", got, out)
	}
	if text(w.function()) != text(first) {
		t.Errorf("%s\nnot\n%s", text(w.function()), text(first))
	}

	for n, limit := range []string{"100", "50", "25"} {
		w.env["CHAT_RATE_LIMIT"] = limit
		w.done("apply")
		f := w.function()
		live := f.Aliases["$DEFAULT"].Version
		if number(live) != n+2 || len(f.Versions) != 2 || f.Versions[live].Variables["CHAT_RATE_LIMIT"] != limit {
			t.Errorf("after change %d: %s", n+1, text(f))
		}
	}
	w.answers()
}

// answers checks that the live function answers at its URL.
func (w *world) answers() {
	w.t.Helper()
	if err := w.search(w.url()); err != nil {
		w.t.Error(err)
	}
}

func (w *world) url() string {
	w.t.Helper()
	o := w.run("try")
	_, rest, _ := strings.Cut(o.out, "http://")
	url, _, _ := strings.Cut(rest, ":  ")
	url, _, _ = strings.Cut(url, ": ")
	if o.status != statusDone || url == "" {
		w.t.Fatalf("no address in: %v", o)
	}
	return "http://" + url
}

// A version that does not answer correctly never gets traffic.
func TestTrialOfTheVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrongKey := strings.Repeat("0", 64)
	good := w.env["CHAT_SECRET_KEY"]
	w.env["CHAT_SECRET_KEY"] = wrongKey
	w.fails(statusFailed, []string{"apply"}, "version 1, search: ConfigurationError", "nothing is live: the function has no address yet")
	if f := w.function(); len(f.Triggers) != 0 || f.Aliases["$DEFAULT"].Version != latest {
		t.Errorf("%s", text(f))
	}
	w.env["CHAT_SECRET_KEY"] = good
	w.done("apply")
	before := w.function()

	w.env["CHAT_SECRET_KEY"] = wrongKey
	w.fails(statusFailed, []string{"apply"}, "search: ConfigurationError", "live as before: version 2")
	after := w.function()
	if text(after.Aliases) != text(before.Aliases) || text(after.Triggers) != text(before.Triggers) {
		t.Errorf("%s\nnot\n%s", text(after), text(before))
	}
	w.env["CHAT_SECRET_KEY"] = good
	w.answers()
	w.done("apply")
	if f := w.function(); len(f.Versions) > 2 || f.Aliases["$DEFAULT"].Version != "2" {
		t.Errorf("what the failed apply has left: %s", text(f))
	}
}

// If the address does not answer, the traffic goes back. At the first deployment there
// is no version to go back to.
func TestTrialOfTheAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// Chat refuses the second search of an apply, the one at the address.
	refuse := func() {
		w.chat.Script(chattest.Step{}, chattest.Step{Code: 70009})
	}
	refuse()
	w.fails(statusFailed, []string{"apply"}, "search: ConfigurationError", "live: version 1, http://", "none to go back to")
	w.done("apply")
	before := w.function()
	w.env["CHAT_RATE_LIMIT"] = "50"
	refuse()
	w.fails(statusFailed, []string{"apply"}, "$DEFAULT back to version 1", "live again: version 1")
	if after := w.function(); text(after.Aliases) != text(before.Aliases) {
		t.Errorf("%s\nnot\n%s", text(after.Aliases), text(before.Aliases))
	}
	w.done("apply")
	if f := w.function(); f.Aliases["$DEFAULT"].Version != "2" || f.Aliases["$DEFAULT"].Description != "version 2, previous 1" || len(f.Versions) != 2 {
		t.Errorf("%s", text(f))
	}
}

// It is no fault if the admin was not imported; the output says so.
func TestAdminThatIsNotImported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if out := w.done("apply"); strings.Count(out, "only the admin's account is not there") != 2 {
		t.Errorf("%s", out)
	}
}

func TestFunctionThatCouldNotBeCreated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) { f.Status = createFailed })
	w.fails(statusDone, []string{"plan"}, "the function is CreateFailed: apply deletes it and makes it again")
	if out := w.done("apply"); !strings.Contains(out, "which could not be created before") {
		t.Errorf("%s", out)
	}
	w.answers()
}

// A change of $LATEST by the console or another tool is not live; the output says so.
func TestEditsInTheConsole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) { f.Latest.Variables["LOG_LEVEL"] = "warn" })
	w.fails(statusDone, []string{"plan"}, "warning   $LATEST differs from the live version", "change    nothing")
	w.scf.ResetJournal()
	w.done("apply")
	if got := w.writes(); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// A function that another tool has made stays live until the new version has answered.
// rollback can restore it.
func TestFunctionOfAnotherTool(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		f.Aliases["$DEFAULT"] = scftest.Alias{Version: latest}
		f.Versions = nil
		f.Latest.Variables["CHAT_ADMIN"] = "administrator"
	})
	out := w.done("apply")
	f := w.function()
	if !strings.Contains(out, "has what was live until now") || len(f.Versions) != 2 {
		t.Errorf("%s\n%s", out, text(f))
	}
	w.answers()
	w.done("rollback")
	if back := w.function(); back.Versions[back.Aliases["$DEFAULT"].Version].Variables["CHAT_ADMIN"] == "" {
		t.Errorf("%s", text(back))
	}
	w.answers()
}

// Our triggers follow serverless.yml. Every other trigger is left alone and named.
func TestTriggers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.yaml("    #- timer:\n    #    parameters:\n    #      name: nightly\n    #      qualifier: $DEFAULT\n"+
		"    #      cronExpression: \"0 0 3 * * * *\" # second minute hour day month weekday year, UTC+8\n"+
		"    #      argument: '{\"From_Account\": \"user_0001\", \"ContactItem\": [{\"Type\": 1, \"To_Account\": \"user_0002\"}]}'\n"+
		"    #      enable: true # left out, the trigger is off\n",
		"    - timer:\n        parameters:\n          name: nightly\n          qualifier: $DEFAULT\n"+
			"          cronExpression: \"0 0 3 * * * *\"\n          argument: '{}'\n          enable: true\n")
	w.done("apply")
	if f := w.function(); len(f.Triggers) != 2 {
		t.Fatalf("%s", text(f.Triggers))
	}
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		f.Triggers = append(f.Triggers, scftest.Trigger{Type: "timer", Name: "by-hand", Desc: `{"cron":"0 0 4 * * * *"}`, Qualifier: "$DEFAULT", Enable: true})
	})
	w.yaml(`"0 0 3 * * * *"`, `"0 30 3 * * * *"`)
	out := w.done("apply")
	if !strings.Contains(out, "leave     trigger timer by-hand") || !strings.Contains(out, "change    trigger timer chatmarks-nightly") {
		t.Errorf("%s", out)
	}
	w.yaml("    - timer:\n        parameters:\n          name: nightly\n", "    - timer:\n        parameters:\n          name: daily\n")
	w.done("apply")
	var names []string
	for _, tr := range w.function().Triggers {
		if tr.Type == "timer" {
			names = append(names, tr.Name)
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"by-hand", "chatmarks-daily"}) {
		t.Errorf("%v", names)
	}
	w.scf.ResetJournal()
	w.done("apply")
	if got := w.writes(); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// yaml changes serverless.yml.
func (w *world) yaml(old, changed string) {
	w.t.Helper()
	name := filepath.Join(w.root, "serverless.yml")
	before, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	after := strings.Replace(string(before), old, changed, 1)
	if after == string(before) {
		w.t.Fatalf("serverless.yml does not have %q", old)
	}
	if err := os.WriteFile(name, []byte(after), 0o644); err != nil {
		w.t.Fatal(err)
	}
}
