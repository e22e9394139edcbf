package main

import (
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/deploy/scftest"
)

// guard sets authType of the YAML and CALLER_AUTH together.
func (w *world) guard(authType, callerAuth string) {
	w.t.Helper()
	other := map[string]string{"NONE": "CAM", "CAM": "NONE"}[authType]
	w.yaml("authType: "+other, "authType: "+authType)
	w.env["CALLER_AUTH"] = callerAuth
}

// open reports whether neither the live version nor its URL checks callers.
func open(f scftest.Function) bool {
	for _, t := range f.Triggers {
		if t.Type == "http" && strings.Contains(t.Desc, `"AuthType":"NONE"`) {
			return f.Versions[f.Aliases["$DEFAULT"].Version].Variables["CALLER_AUTH"] == "none"
		}
	}
	return false
}

// The check of callers can move from the platform to the function and back. At every
// moment somebody checks them, also if the trial fails.
func TestSomebodyAlwaysChecksCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.scf.SetFaults(func(c scftest.Call) scftest.Fault {
		if f, ok := w.scf.Function(region, functionName); ok && open(f) {
			t.Errorf("before %s everybody may ask", c.Action)
		}
		return scftest.Fault{}
	})
	w.done("apply")
	w.guard("CAM", "none")
	w.done("apply")
	w.guard("NONE", "usersig")
	w.chat.Script(chattest.Step{}, chattest.Step{Code: 70009}) // the trial at the URL
	w.fails(statusFailed, []string{"apply"}, "http url-trigger is as before", "live again: version 2")
	if f := w.function(); open(f) || !strings.Contains(text(f.Triggers), "CAM") {
		t.Errorf("%s", text(f))
	}
	w.done("apply")
	w.answers()
}

// The reply to a move can be lost although the move is done.
func TestLostReplyToAMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.scf.SetFaults(once("UpdateAlias", scftest.Fault{ResetAfter: true}))
	w.done("apply")
	w.scf.SetFaults(once("UpdateAlias", scftest.Fault{ResetAfter: true}))
	if out := w.done("rollback"); !strings.Contains(out, "$DEFAULT to version 1") || w.function().Aliases["$DEFAULT"].Version != "1" {
		t.Errorf("%s", out)
	}
}

// rollback does not go back to a version that nobody has seen work.
func TestNoWayBackToATrial(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		f.Versions["2"] = f.Versions["1"]
		f.Aliases["$DEFAULT"] = scftest.Alias{Version: "2", Description: "version 2, previous 1, on trial"}
	})
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.done("apply")
	if a := w.function().Aliases["$DEFAULT"]; !strings.HasSuffix(a.Description, "previous 1") {
		t.Errorf("%+v", a)
	}
}

// Versions of failed trials are deleted before they use up the room for versions. A
// version that a trigger names stays.
func TestRoomForVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		f.Triggers = append(f.Triggers, scftest.Trigger{Type: "timer", Name: "by-hand", Desc: `{"cron":"0 0 4 * * * *"}`, Qualifier: "1", Enable: true})
	})
	good := w.env["CHAT_SECRET_KEY"]
	for n := range 25 {
		w.env["CHAT_SECRET_KEY"] = fmt.Sprintf("%064x", n)
		w.fails(statusFailed, []string{"apply"}, "search: ConfigurationError")
	}
	w.env["CHAT_SECRET_KEY"] = good
	for _, limit := range []string{"50", "25"} {
		w.env["CHAT_RATE_LIMIT"] = limit
		w.done("apply")
	}
	if f := w.function(); len(f.Versions) != 3 || f.Versions["1"].SHA256 == "" {
		t.Errorf("%s", text(f))
	}
	w.fails(statusDone, []string{"plan"}, "change    nothing")
}

// A note about another version than the one that $DEFAULT points to is ignored, because
// another tool has moved the alias.
func TestMovedInTheConsole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.done("apply")
	w.scf.Edit(region, functionName, func(f *scftest.Function) {
		a := f.Aliases["$DEFAULT"]
		f.Aliases["$DEFAULT"] = scftest.Alias{Version: "1", Description: a.Description}
	})
	w.fails(statusFailed, []string{"rollback"}, "there is no version before version 1")
}

// remove waits until a change has ended, so that the URL does not disappear first.
func TestRemoveWhileItChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.scf.SetFaults(once("PublishVersion", scftest.Fault{Code: "InternalError", Message: "x"}))
	w.run("apply")
	w.scf.SetFaults(nil)
	w.done("remove", "-yes")
	if _, there := w.scf.Function(region, functionName); there {
		t.Error("it is still there")
	}
}
