package deploycheck

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// fakes puts programs before those of the machine: what scripts/deploy may only
// call for real, and whatever else could reach a network. It returns the PATH and
// the file that they note their arguments in.
func fakes(t testing.TB) (path, called string) {
	t.Helper()
	dir := t.TempDir()
	called = filepath.Join(dir, "called")
	script := fmt.Sprintf("#!/bin/bash\nprintf '%%s %%s key=%%s\\n' \"${0##*/}\" \"$*\" \"${TENCENT_SECRET_KEY:+set}\" >>%q\n", called)
	for _, name := range []string{"scf", "serverless-cloud-framework", "tccli", "npm", "npx", "curl", "wget"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir + ":" + os.Getenv("PATH"), called
}

// noNetwork is an environment in which whoever wants to the network comes to a
// counter instead.
func noNetwork(t testing.TB) (set map[string]string, asked *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	asked = new(atomic.Int32)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed by the clean-up
			}
			asked.Add(1)
			_ = c.Close()
		}
	}()
	proxy := "http://" + l.Addr().String()
	return map[string]string{"GOPROXY": "off", "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "ALL_PROXY": proxy}, asked
}

// secrets are planted in .env, quoted in each way that there is.
var secrets = map[string]string{
	"TENCENT_SECRET_ID":    "AKIDplanted-secret-id",
	"TENCENT_SECRET_KEY":   "'planted-account-key'",
	"CHAT_SECRET_KEY":      `"planted-chat-key$(touch planted-file)"`,
	"CALLER_TOKENS":        "planted-token-aaaaaaaaaaaaaaaaaaaaaaa",
	"CALER_TOKENS":         "planted-token-with-a-misspelt-name",
	"FUNCTION_HTTPS_PROXY": "http://user:planted-password@10.0.0.8:3128",
}

// settingsFile writes a .env that is complete.
func settingsFile(t testing.TB, dir string, more map[string]string) {
	t.Helper()
	text := "# a remark\nCHAT_SDKAPPID=1400000009\nCHAT_REGION = singapore\r\n"
	for name, value := range more {
		text += name + "=" + value + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		plant bool
		args  []string
		want  []string
	}{
		"with the example": {want: []string{"settings  .env.example, for serverless.yml", "CHAT_SECRET_KEY          set, to the example", "would run scf deploy --stage dev\n"}},
		"with secrets": {plant: true, want: []string{
			"settings  .env, for serverless.yml", "CHAT_REGION              set in .env", "CHAT_ADMIN               not set",
			"FUNCTION_HTTPS_PROXY     set in .env", "LOG_LEVEL                set in the shell", "packaged  build/event.zip",
			"CALER_TOKENS             not handed over"}},
		"of the Web function": {plant: true, args: []string{"--web", "--stage", "prod"}, want: []string{
			"packaged  build/web.zip", "would run scf deploy --stage prod --target scripts/web\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := clone(t)
			path, called := fakes(t)
			set, asked := noNetwork(t)
			set["PATH"] = path
			if test.plant {
				settingsFile(t, dir, secrets)
				set["LOG_LEVEL"] = "info"
			}
			out, err := run(t.Context(), dir, set, "scripts/deploy", append(test.args, "--dry-run")...)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, want := range append(test.want, "dry run: nothing has left this machine") {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
			if strings.Contains(out, "planted-") || strings.Contains(out, "1400000009") {
				t.Errorf("a value is shown:\n%s", out)
			}
			if text, err := os.ReadFile(called); err == nil {
				t.Errorf("it called %s", text)
			}
			if n := asked.Load(); n != 0 {
				t.Errorf("it asked the network %d times", n)
			}
			if _, err := os.Stat(filepath.Join(dir, "planted-file")); err == nil {
				t.Error("a value of .env was run as a command")
			}
		})
	}
}
