package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"chatmarks/scripts/local/platform"
)

const (
	eventYAML = "serverless.yml"
	webYAML   = "scripts/web/serverless.yml"
)

var moduleRoot = sync.OnceValues(platform.ModuleRoot)

// read reads a file of the repository.
func read(t testing.TB, name string) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// planted is a part of every secret of the tests, and must not appear in any output. The
// keys of Chat are hexadecimal.
const planted = "5ec7e7"

var chatSecret = strings.Repeat(planted, 10) + "beef"

// goodSettings are settings without a mistake.
func goodSettings() map[string]string {
	return map[string]string{
		"TENCENT_SECRET_ID": "AKID" + planted, "TENCENT_SECRET_KEY": "key" + planted,
		"CHAT_SDKAPPID": "1400000009", "CHAT_SECRET_KEY": chatSecret, "CHAT_REGION": "china",
	}
}

// world is a clone with settings. The zero value has no mistake, and no file.
type world struct {
	files map[string]string // in addition to the repository's, or instead of them
	shell map[string]string // in addition to goodSettings; unset removes one
	o     Options
}

func (w world) read(t testing.TB) (*Config, error) {
	t.Helper()
	w.o.Root = t.TempDir()
	for _, name := range []string{eventYAML, webYAML, ".env.example"} {
		w.write(t, name, read(t, name))
	}
	for name, text := range w.files {
		w.write(t, name, text)
	}
	set := goodSettings()
	for name, value := range w.shell {
		if set[name] = value; value == unset {
			delete(set, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		w.o.Environ = append(w.o.Environ, name+"="+set[name])
	}
	return Read(w.o)
}

// unset as a value removes a variable from the shell.
const unset = "\x00unset"

func (w world) write(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(w.o.Root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w world) mustRead(t testing.TB) *Config {
	t.Helper()
	c, err := w.read(t)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refused reads the configuration, and returns the lines of the mistakes.
func (w world) refused(t testing.TB) []string {
	t.Helper()
	c, err := w.read(t)
	var m *Mistakes
	if !errors.As(err, &m) || c != nil {
		t.Fatalf("error %v, want mistakes", err)
	}
	if strings.Contains(err.Error(), planted) {
		t.Errorf("a secret is shown:\n%v", err)
	}
	return m.Lines
}

// wantLines checks that each line contains its part of want.
func wantLines(t testing.TB, got, want []string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.Contains(got[i], want[i])
	}
	if !ok {
		t.Errorf("mistakes:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// replaced returns a file of the repository with a change.
func replaced(t testing.TB, file, old, new string) string {
	t.Helper()
	text := read(t, file)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q any more", file, old)
	}
	return strings.Replace(text, old, new, 1)
}
