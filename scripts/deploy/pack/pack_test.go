package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func mustBuild(t testing.TB, o Options) *Package {
	t.Helper()
	p, err := Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// built has the two packages of one clone, for all tests that only read them.
var built struct {
	once sync.Once
	of   map[bool]*Package
	left []os.DirEntry // in the folder of the event function
}

func packageOf(t testing.TB, web bool) *Package {
	t.Helper()
	built.once.Do(func() {
		root := clone(t)
		leave(t, filepath.Join(root, "build/event/.env"), filepath.Join(root, "build/event.zip"))
		built.of = map[bool]*Package{false: mustBuild(t, Options{Root: root}), true: mustBuild(t, Options{Root: root, Web: true})}
		built.left, _ = os.ReadDir(filepath.Join(root, "build/event"))
	})
	if built.of[web] == nil {
		t.Fatal("no package")
	}
	return built.of[web]
}

// hostile returns an environment, with a file of go env -w, that would change a build.
func hostile(t *testing.T) {
	env := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(env, []byte("GOFLAGS=-tags=of_go_env\nGOAMD64=v2\nGOEXPERIMENT=arenas\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"GOENV": env, "GOOS": "windows", "GOARCH": "arm64", "GOAMD64": "v3", "GOFLAGS": "-race -ldflags=-w -mod=vendor",
		"GOEXPERIMENT": "nosuchexperiment", "GOWORK": "/nowhere/go.work", "CGO_ENABLED": "1", "GODEBUG": "panicnil=1",
		"GO111MODULE": "off", "GOFIPS140": "latest", "GO_EXTLINK_ENABLED": "1", "GIT_DIR": "/nowhere",
	} {
		t.Setenv(name, value)
	}
}

// TestReproducible builds in different places. The Web package has all files.
func TestReproducible(t *testing.T) {
	want := packageOf(t, true)
	tests := map[string]struct {
		flags   []string
		prepare func(t *testing.T, root string)
	}{
		"core.autocrlf and a hostile shell": {flags: []string{"-c", "core.autocrlf=true"}, prepare: func(t *testing.T, _ string) { hostile(t) }},
		"carriage returns":                  {prepare: carriageReturns},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := clone(t, test.flags...)
			if test.prepare != nil {
				test.prepare(t, root)
			}
			got := mustBuild(t, Options{Root: root, Web: true, Out: t.TempDir()})
			if got.Version != "v1.2.3" || got.GoVersion != runtime.Version() {
				t.Errorf("version %s, Go %s", got.Version, got.GoVersion)
			}
			if !bytes.Equal(got.Zip, want.Zip) {
				t.Errorf("sha256 %s, want %s", got.SHA256, want.SHA256)
			}
		})
	}
}

// carriageReturns changes the line ends of the files to those of a clone on Windows that
// is older than .gitattributes. For Git this is not a change.
func carriageReturns(t *testing.T, root string) {
	err := filepath.WalkDir(root, func(path string, f fs.DirEntry, err error) error {
		if name := f.Name(); err != nil || f.IsDir() || !strings.HasSuffix(name, ".go") && name != bootstrap && name != "go.mod" || strings.Contains(path, ".git"+string(filepath.Separator)) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := git(root, "add", "-A"); err != nil {
		t.Fatal(err)
	}
}

// leave writes files as if an earlier build, or somebody, had left them.
func leave(t testing.TB, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("CHAT_SECRET_KEY=left-here\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestContent checks names, modes and line ends of a package, in a clone with leftover files.
func TestContent(t *testing.T) {
	for want, p := range map[string]*Package{"event: main": packageOf(t, false), "web: main scf_bootstrap": packageOf(t, true)} {
		name := strings.TrimSuffix(filepath.Base(p.Path), ".zip")
		if got := name + ": " + strings.Join(names(t, p.Zip), " "); got != want {
			t.Errorf("packed %s, want %s", got, want)
		}
		if sum := sha256.Sum256(p.Zip); hex.EncodeToString(sum[:]) != p.SHA256 {
			t.Errorf("%s: SHA256 %s", name, p.SHA256)
		}
	}
	if left := built.left; len(left) != 1 || left[0].Name() != "main" {
		t.Errorf("the folder holds %v, want main alone", left)
	}
}

// TestFailedBuildLeavesNoPackage builds code that does not compile.
func TestFailedBuildLeavesNoPackage(t *testing.T) {
	root := clone(t)
	old := filepath.Join(root, "build", "event.zip")
	leave(t, old)
	if err := os.WriteFile(filepath.Join(root, "main.go"), []byte("package main\n\nfunc main() { broken() }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Build(t.Context(), Options{Root: root})
	if err == nil || !strings.Contains(err.Error(), "undefined: broken") {
		t.Errorf("error %v, want the compiler's", err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old package is still there (%v)", err)
	}
}

// A folder that the caller names can have anything in it, such as scripts/web.
func TestFolderOfSomebodyElse(t *testing.T) {
	t.Parallel()
	root := clone(t)
	_, err := Build(t.Context(), Options{Root: root, Web: true, Out: "scripts"})
	if err == nil || !strings.Contains(err.Error(), "serverless.yml, which no package has") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(root, "scripts/web/serverless.yml")); err != nil {
		t.Error(err)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	changed, plain := clone(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(changed, "main.go"), []byte("package main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for want, dir := range map[string]string{
		"v1.2.3":       clone(t),
		"v1.2.3-dirty": changed,
		"unknown":      plain,
	} {
		if got := version(t.Context(), dir); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := version(t.Context(), filepath.Join(changed, "scripts")); got != "unknown" {
		t.Errorf("in a folder of somebody's clone: %s, want unknown", got)
	}
}

// names returns the files in an archive, which must be executable.
func names(t testing.TB, archive []byte) (names []string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		names = append(names, f.Name)
		if f.Mode() != 0o755 {
			t.Errorf("%s has mode %v, want 0755", f.Name, f.Mode())
		}
	}
	return names
}

// unpack unpacks an archive, and makes the folder read-only.
func unpack(t testing.TB, archive []byte, dir string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, r); err != nil {
		t.Fatal(err)
	}
	for _, name := range names(t, archive) {
		if err := os.Chmod(filepath.Join(dir, name), 0o755); err != nil { // the umask may have removed some
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) }) // so that it can be removed
}
