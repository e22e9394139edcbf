package pack

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chatmarks/scripts/local/platform"
)

// origin returns a repository with one commit, tagged v1.2.3. It has the files of this
// repository, committed or not, except those that git ignores.
var origin = sync.OnceValues(func() (string, error) {
	root, err := platform.ModuleRoot()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "origin")
	if err != nil {
		return "", err
	}
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ":!scripts/deploy", ":!scripts/test")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		return "", err
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(root, name), filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			return "", err // a committed file may have been deleted
		}
	}
	attributes := filepath.Join(dir, ".gitattributes")
	if _, err := os.Stat(attributes); err != nil {
		if err := os.WriteFile(attributes, []byte("* text=auto eol=lf\n"), 0o644); err != nil {
			return "", err
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "all"}, {"tag", "v1.2.3"}} {
		if err := git(dir, args...); err != nil {
			return "", err
		}
	}
	return dir, nil
})

func git(dir string, args ...string) error {
	c := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "-c", "core.safecrlf=false"}, args...)...)
	c.Dir, c.Stderr = dir, os.Stderr
	return c.Run()
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

// clone clones the repository into a new folder.
func clone(t testing.TB, flags ...string) string {
	t.Helper()
	from, err := origin()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "clone")
	if err := git(".", append(append([]string{"clone", "-q"}, flags...), from, dir)...); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, err := origin(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(status)
}
