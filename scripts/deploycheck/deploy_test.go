package deploycheck

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestDeployRefuses checks that what is wrong is named before anything is built.
func TestDeployRefuses(t *testing.T) {
	t.Parallel()
	on, off := example(t)
	for name, test := range map[string]struct {
		settings map[string]string // none: no .env
		args     []string
		want     string
	}{
		"no settings":           {nil, nil, "no .env: cp .env.example .env"},
		"no account":            {map[string]string{"CHAT_SECRET_KEY": "k"}, nil, "fill in TENCENT_SECRET_ID TENCENT_SECRET_KEY"},
		"no account, dry":       {map[string]string{"CHAT_SECRET_KEY": "k"}, []string{"--dry-run"}, "fill in TENCENT_SECRET_ID TENCENT_SECRET_KEY"},
		"the example's values":  {map[string]string{"CHAT_SECRET_KEY": on["CHAT_SECRET_KEY"], "CALLER_TOKENS": off["CALLER_TOKENS"]}, []string{"--dry-run"}, "CHAT_SECRET_KEY CALLER_TOKENS"},
		"a token of nothing":    {map[string]string{"TENCENT_TOKEN": ""}, []string{"--dry-run"}, "TENCENT_TOKEN"},
		"a proxy that is none":  {withAccount(map[string]string{"CHAT_SECRET_KEY": "k", "FUNCTION_HTTPS_PROXY": "ftp://nonsense"}), []string{"--dry-run"}, "HTTPS_PROXY: must be"},
		"a value of nothing":    {withAccount(map[string]string{"CHAT_SECRET_KEY": "k", "CHAT_ADMIN": ""}), []string{"--dry-run"}, "fill in CHAT_ADMIN"},
		"a misspelt name":       {map[string]string{"CHAT_SECRETKEY": "k"}, []string{"--dry-run"}, "sets CHAT_SECRETKEY, which serverless.yml does not hand over"},
		"a line with export":    {map[string]string{"export CHAT_ADMIN": "boss"}, []string{"--dry-run"}, "write NAME=value, without export, in line 4"},
		"an app without a line": {map[string]string{"CHAT_REGION_1400000002": "china"}, []string{"--dry-run"}, "sets CHAT_REGION_1400000002"},
		"a value that is wrong": {withAccount(map[string]string{"CHAT_SECRET_KEY": "k", "CHAT_MAX_ATTEMPTS": "many"}), []string{"--dry-run"}, "CHAT_MAX_ATTEMPTS: must be a whole number"},
		"no key":                {withAccount(map[string]string{"CHAT_ADMIN": "boss"}), []string{"--dry-run"}, "CHAT_SECRET_KEY: required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := clone(t)
			path, called := fakes(t)
			if test.settings != nil {
				settingsFile(t, dir, test.settings)
			}
			out, err := run(t.Context(), dir, map[string]string{"PATH": path}, "scripts/deploy", test.args...)
			if err == nil || !strings.Contains(out, test.want) {
				t.Errorf("%v, want %q in\n%s", err, test.want, out)
			}
			if _, err := os.Stat(called); err == nil {
				t.Error("it called the CLI")
			}
			if _, err := os.Stat(filepath.Join(dir, "build")); err == nil {
				t.Error("it built")
			}
		})
	}
}

// What the shell sets would be checked, and then not reach the function.
func TestDeployRefusesWhatOnlyTheShellHas(t *testing.T) {
	t.Parallel()
	dir := clone(t)
	path, _ := fakes(t)
	settingsFile(t, dir, withAccount(map[string]string{"CHAT_SECRET_KEY": "k"}))
	out, err := run(t.Context(), dir, map[string]string{"PATH": path, "CHAT_SECRET_KEY_1400000002": "planted-shell"}, "scripts/deploy", "--dry-run")
	if err == nil || !strings.Contains(out, "the shell sets CHAT_SECRET_KEY_1400000002") || strings.Contains(out, "planted-shell") {
		t.Errorf("%v\n%s", err, out)
	}
}

// withAccount adds the account's key.
func withAccount(settings map[string]string) map[string]string {
	settings["TENCENT_SECRET_ID"], settings["TENCENT_SECRET_KEY"] = "id", "key"
	return settings
}

// TestDeploy plays the whole way, with a CLI that does nothing and a function that
// runs here already.
func TestDeploy(t *testing.T) {
	t.Parallel()
	dir := clone(t)
	mustRun(t, dir, "scripts/build", "--out", "build/running")
	url, set := serveHTTP(t, filepath.Join(dir, "build/running"))
	for name, value := range secrets {
		if !strings.HasPrefix(name, "CHAT_") && !strings.HasPrefix(name, "FUNCTION_") {
			set[name] = value
		}
	}
	set["CHAT_ADMIN"] = "administrator"
	path, called := fakes(t)
	settingsFile(t, dir, set)
	out, err := run(t.Context(), dir, map[string]string{"PATH": path, "CHAT_SDKAPPID": set["CHAT_SDKAPPID"]}, "scripts/deploy", "--url", url)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"running   scf deploy --stage dev", "healthz   200  version unknown", "search    "} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "planted-") || strings.Contains(out, set["CHAT_SECRET_KEY"]) || strings.Contains(out, "UserSig ") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	text, err := os.ReadFile(called)
	if lines := strings.Split(strings.TrimSpace(string(text)), "\n"); err != nil || !slices.Equal(lines, []string{"scf --version key=set", "scf deploy --stage dev key=set"}) {
		t.Errorf("it called %q (%v)", lines, err)
	}
}

// serveHTTP runs a binary as a web server with the demo app, and returns its
// address and its variables.
func serveHTTP(t testing.TB, binary string) (url string, set map[string]string) {
	t.Helper()
	port := freePort(t)
	set = fakeChat(t)
	c := exec.Command(binary)
	c.Env = environ(set)
	c.Env = append(c.Env, "PORT="+port)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	url = "http://127.0.0.1:" + port
	await(t, http.DefaultClient, url+"/healthz")
	return url, set
}
