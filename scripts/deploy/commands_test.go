package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plan says what would change, by name, and changes nothing.
func TestPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.done("plan")
	for _, want := range []string{
		"function  chatmarks-dev in ap-guangzhou, of serverless.yml", "live      nothing: the function does not exist",
		"CHAT_SECRET_KEY            shell", "CHAT_ADMIN                 not set", "memorySize                 128", "create    trigger http",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	w.done("apply")
	w.yaml("memorySize: 128", "memorySize: 256")
	w.env["CHAT_ADMIN"], w.env["CHAT_RATE_LIMIT"] = "administrator", "50"
	w.scf.ResetJournal()
	out = w.done("plan")
	for _, want := range []string{"live      version 1, release", "change    memorySize 128 → 256", "change    CHAT_ADMIN added", "publish   a version, try it, then move"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if got := w.writes(); len(got) > 0 {
		t.Errorf("plan writes %v", got)
	}
}

// Without an account's key, plan says what a first deployment would do, without a call.
func TestPlanWithoutAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	delete(w.env, "TENCENT_SECRET_ID")
	delete(w.env, "TENCENT_SECRET_KEY")
	if out := w.done("plan"); !strings.Contains(out, "no key, so SCF is not asked") || !strings.Contains(out, "create    the function") {
		t.Errorf("%s", out)
	}
	if n := len(w.scf.Journal()); n != 0 {
		t.Errorf("%d calls", n)
	}
	w.fails(statusFailed, []string{"apply"}, "TENCENT_SECRET_ID, TENCENT_SECRET_KEY: required")
}

func TestTry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fails(statusFailed, []string{"try"}, "there is no such function")
	w.done("apply")
	url := w.url()
	if out := w.done("try", "-url", url); !strings.Contains(out, url+": health check 200") {
		t.Errorf("%s", out)
	}
	w.fails(statusUsage, []string{"try", "-url", "http://example.com"}, "must be https")
	for _, url := range []string{"https://user:pl4nt3d@example.com", "https://example.com/?t=pl4nt3d", "https://example.com/#pl4nt3d"} {
		if o := w.fails(statusUsage, []string{"try", "-url", url}, "-url must have no user, query or fragment"); strings.Contains(o.err, "pl4nt3d") {
			t.Errorf("%v", o)
		}
	}
	w.env["CALLER_AUTH"], w.env["CALLER_TOKENS"] = "token", ","+strings.Repeat("t0ken", 8) // an empty token counts for nothing
	w.done("apply")
	w.done("try")
	w.yaml("authType: NONE", "authType: CAM")
	w.env["CALLER_AUTH"] = "none"
	delete(w.env, "CALLER_TOKENS")
	if out := w.done("apply"); !strings.Contains(out, "skipped, authType CAM") {
		t.Errorf("%s", out)
	}
}

// A setting that serverless.yml no longer has stays, and plan and apply say so.
func TestASettingThatIsTakenOutIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.yaml("  handler: main", "  role: chatmarks_role\n  handler: main")
	w.done("apply")
	w.yaml("  role: chatmarks_role\n", "")
	for _, command := range []string{"plan", "apply"} {
		if out := w.done(command); !strings.Contains(out, "role is still chatmarks_role: serverless.yml has none") || strings.Contains(out, "description is still") {
			t.Errorf("%s: %s", command, out)
		}
	}
}

func TestRollback(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.done("apply")
	w.fails(statusFailed, []string{"rollback"}, "there is no version before version 1")
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.done("apply")
	if out := w.done("rollback"); !strings.Contains(out, "back      CHAT_RATE_LIMIT") || !strings.Contains(out, "$DEFAULT to version 1") {
		t.Errorf("%s", out)
	}
	if out := w.done("apply"); !strings.Contains(out, "version 3") {
		t.Errorf("the next apply publishes nothing:\n%s", out)
	}
	w.env["CALLER_AUTH"] = "none"
	w.done("apply")
	before := w.function().Aliases
	w.fails(statusFailed, []string{"rollback"}, "back      CALLER_AUTH", "give -yes")
	if after := w.function().Aliases; text(after) != text(before) {
		t.Errorf("%s", text(after))
	}
	w.done("rollback", "-yes")
}

func TestRemove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fails(statusFailed, []string{"remove", "-yes"}, "there is no such function")
	w.done("apply")
	if o := w.runWith("chatmarks\n", "remove"); o.status != statusFailed || !strings.Contains(o.err, "that is not the name: nothing removed") {
		t.Errorf("%v", o)
	}
	w.function()
	if o := w.runWith(functionName+"\n", "remove"); o.status != statusDone {
		t.Errorf("%v", o)
	}
	if f, ok := w.scf.Function(region, functionName); ok {
		t.Errorf("%s", text(f))
	}
	w.done("apply")
}

// The Web function has no InvokeFunction, so it is tried at its address.
func TestWeb(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.done("apply", "-web")
	f, ok := w.scf.Function(region, "chatmarks-web-dev")
	if !ok || f.Type != "HTTP" || strings.Count(out, "health check 200") != 1 {
		t.Errorf("%s\n%s", out, text(f))
	}
	w.env["CHAT_RATE_LIMIT"] = "50"
	w.done("apply", "-web")
	w.env["CHAT_SECRET_KEY"] = strings.Repeat("0", 64)
	w.fails(statusFailed, []string{"apply", "-web"}, "search: ConfigurationError", "$DEFAULT back to version 2")
	w.fails(statusDone, []string{"rollback", "-web", "-yes"})
}

func TestPackage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.real()
	if out := w.done("package", "-out", filepath.Join(w.root, "there")); !strings.Contains(out, "event.zip") || !strings.Contains(out, "sha256 ") {
		t.Errorf("%s", out)
	}
	if _, err := os.Stat(filepath.Join(w.root, "there", "event.zip")); err != nil {
		t.Error(err)
	}
}

// A rehearsal uses nothing of the shell or of a file, and needs no account.
func TestRehearse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"rehearse"}, {"rehearse", "-web"}} {
		w := newWorld(t)
		w.real()
		if err := os.WriteFile(filepath.Join(w.root, ".env"), []byte("CHAT_SDKAPPID=broken\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		w.env = map[string]string{"CHAT_REGION": "nowhere", "CALLER_AUTH": "none", "TENCENT_SECRET_ID": "x", "SCF_ENDPOINT": "https://127.0.0.1:1"}
		out := w.done(args...)
		if !strings.Contains(out, "nothing has left the machine") || !strings.Contains(out, "from the rehearsal") || strings.Contains(out, "shell") {
			t.Errorf("%s", out)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for want, args := range map[string][]string{
		"usage: go -C scripts/deploy run .":     {},
		`unknown command "deploy"`:              {"deploy"},
		"-stagee":                               {"plan", "-stagee", "prod"},
		"-stage needs a value, not the flag -w": {"plan", "-stage", "-web"},
		"plan does not take -yes":               {"plan", "-yes"},
		`"prod" is no flag`:                     {"plan", "prod"},
		"-stage needs a value":                  {"plan", "-stage="},
		"stage":                                 {"plan", "-stage", "Prod"},
	} {
		w.fails(statusUsage, args, want)
	}
	for want, endpoint := range map[string]string{
		"must be https; http is for":    "http://scf.example.com",
		"must be https://host[:port]":   "scf.example.com",
		"must be https://host[:port] ":  "https://user@host",
		"must be https://host[:port]  ": "https://host/path",
	} {
		w.env["SCF_ENDPOINT"] = endpoint
		w.fails(statusFailed, []string{"plan"}, "SCF_ENDPOINT: "+strings.TrimSpace(want))
	}
}
