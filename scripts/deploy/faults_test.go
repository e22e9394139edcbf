package main

import (
	"slices"
	"strings"
	"testing"

	"chatmarks/scripts/deploy/scftest"
)

// once plays a fault at the first call of an action.
func once(action string, fault scftest.Fault) func(scftest.Call) scftest.Fault {
	played := false
	return func(c scftest.Call) scftest.Fault {
		if c.Action != action || played {
			return scftest.Fault{}
		}
		played = true
		return fault
	}
}

// Transient faults are retried: after a read all kinds, after a write only the one that
// says that nothing was done.
func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	throttle := scftest.Fault{Code: "RequestLimitExceeded", Message: "slow down"}
	w := newWorld(t)
	for _, limit := range []string{"2", "3"} { // so that each apply has a version to delete
		w.env["CHAT_RATE_LIMIT"] = limit
		w.done("apply")
	}
	n := 0
	for action, faults := range map[string][]scftest.Fault{
		"GetFunction":                 {throttle, {Code: "InternalError", Message: "x"}, {Code: "InternalError.System", Message: "x"}, {ResetBefore: true}, {ResetAfter: true}, {Status: 502}},
		"GetAlias":                    {throttle, {ResetAfter: true}},
		"ListTriggers":                {throttle, {Code: "InternalError", Message: "x"}},
		"ListVersionByFunction":       {throttle, {ResetBefore: true}},
		"InvokeFunction":              {throttle, {ResetAfter: true}},
		"UpdateFunctionCode":          {throttle},
		"UpdateFunctionConfiguration": {throttle},
		"PublishVersion":              {throttle},
		"UpdateAlias":                 {throttle},
		"DeleteFunctionVersion":       {throttle},
	} {
		for _, fault := range faults {
			n++
			w.env["CHAT_RATE_LIMIT"] = strings.Repeat("1", n%5+1)
			w.scf.SetFaults(once(action, fault))
			o := w.run("apply")
			w.scf.SetFaults(nil)
			if o.status != statusDone || !strings.Contains(o.out, "again     "+action) {
				t.Errorf("%s, %+v: %v", action, fault, o)
			}
		}
	}
	w.answers()
}

// A fault that lasts ends the command, which names the call. The next apply can continue
// from there.
func TestFaultsThatStay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		action string
		fault  scftest.Fault
		want   string
	}{
		{"GetFunction", scftest.Fault{Code: "UnauthorizedOperation.CAM", Message: "not allowed"}, "GetFunction: not allowed (UnauthorizedOperation.CAM"},
		{"CreateFunction", scftest.Fault{Code: "InternalError", Message: "broken"}, "CreateFunction: broken (InternalError"},
		{"CreateFunction", scftest.Fault{ResetAfter: true}, "CreateFunction: no answer of the SCF API"},
		{"PublishVersion", scftest.Fault{ResetAfter: true}, "PublishVersion: no answer of the SCF API"},
		{"UpdateAlias", scftest.Fault{ResetBefore: true}, "UpdateAlias: no answer of the SCF API"},
		{"CreateTrigger", scftest.Fault{Code: "LimitExceeded", Message: "too many"}, "CreateTrigger: too many"},
	} {
		w := newWorld(t)
		w.scf.SetFaults(once(tt.action, tt.fault))
		w.fails(statusFailed, []string{"apply"}, tt.want)
		w.scf.SetFaults(nil)
		w.done("apply")
		w.answers()
	}
	w := newWorld(t)
	w.scf.SetFaults(func(c scftest.Call) scftest.Fault {
		if c.Action == "GetFunction" {
			return scftest.Fault{Code: "RequestLimitExceeded", Message: "slow down"}
		}
		return scftest.Fault{}
	})
	w.fails(statusFailed, []string{"apply"}, "RequestLimitExceeded")
	if n := len(w.scf.Journal()); n != 1+repeats {
		t.Errorf("%d calls", n)
	}
}

// Secrets are only in the two calls that set the environment.
func TestSecretsGoToTwoCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, limit := range []string{"100", "50"} {
		w.env["CHAT_RATE_LIMIT"] = limit
		for _, command := range []string{"plan", "apply", "try"} {
			w.done(command)
		}
	}
	w.done("rollback")
	w.done("remove", "-yes")
	may := []string{"CreateFunction", "UpdateFunctionConfiguration"}
	for _, e := range w.scf.Journal() {
		body := string(e.Body)
		if has := strings.Contains(body, chatKey); has != slices.Contains(may, e.Action) {
			t.Errorf("%s has the key: %t", e.Action, has)
		}
		if strings.Contains(body, accountKey) {
			t.Errorf("%s has the account's key", e.Action)
		}
	}
}
