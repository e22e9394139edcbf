package deploycheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// root is the repository.
var root string

func TestMain(m *testing.M) {
	var err error
	if root, err = platform.ModuleRoot(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// read reads a file of the repository.
func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// clone copies the repository's files, committed or not yet, but none that git
// ignores: what somebody has who has just cloned it.
func clone(t testing.TB) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(root, name), filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err) // one that is committed, but deleted, is missing
		}
	}
	return dir
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, info.Mode())
}

// environ is that of this process without what a developer may have set for the
// function, and with the variables given.
func environ(set map[string]string) []string {
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		for _, prefix := range []string{"CHAT_", "CALLER_", "CORS_", "LOG_LEVEL", "FUNCTION_", "TENCENT_", "PORT="} {
			if strings.HasPrefix(variable, prefix) {
				return true
			}
		}
		return false
	})
	for _, name := range slices.Sorted(maps.Keys(set)) {
		env = append(env, name+"="+set[name])
	}
	return env
}

// run runs a script of a copy of the repository and returns all that it wrote.
func run(ctx context.Context, dir string, set map[string]string, script string, args ...string) (string, error) {
	var out bytes.Buffer
	c := exec.CommandContext(ctx, filepath.Join(dir, script), args...)
	c.Dir, c.Env, c.Stdout, c.Stderr = dir, environ(set), &out, &out
	err := c.Run()
	return out.String(), err
}

// mustRun is run where a failure ends the test.
func mustRun(t testing.TB, dir, script string, args ...string) string {
	t.Helper()
	out, err := run(t.Context(), dir, nil, script, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return out
}
