package deploycheck

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packages are the two zips of one copy of the repository, named as the folders
// that they were made of.
func packages(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := mustRun(t, dir, "scripts/package") + mustRun(t, dir, "scripts/package", "--web")
	zips := map[string][]byte{}
	for _, name := range []string{"event", "web"} {
		text, err := os.ReadFile(filepath.Join(dir, "build", name+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("build/%s.zip  %d bytes  sha256 %x\n", name, len(text), sha256.Sum256(text)); !strings.Contains(out, line) {
			t.Errorf("no %q in\n%s", line, out)
		}
		zips[name] = text
	}
	return zips
}

// TestPackageIsReproducible packs two copies of the same files, in other places
// and at other times.
func TestPackageIsReproducible(t *testing.T) {
	t.Parallel()
	first, second := packages(t, clone(t)), packages(t, clone(t))
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s.zip: sha256 %x, then %x", name, sha256.Sum256(first[name]), sha256.Sum256(second[name]))
		}
	}
}

// TestPackageHoldsWhatThePlatformStarts looks at names, modes and line ends.
func TestPackageHoldsWhatThePlatformStarts(t *testing.T) {
	t.Parallel()
	dir := clone(t)
	leftover := filepath.Join(dir, "build/event/.env")
	if err := os.MkdirAll(filepath.Dir(leftover), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(leftover, []byte("CHAT_SECRET_KEY=left-here\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bootstrap := filepath.Join(dir, "scripts/web/scf_bootstrap")
	script, err := os.ReadFile(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bootstrap, bytes.ReplaceAll(script, []byte("\n"), []byte("\r\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	zips := packages(t, dir)
	for name, want := range map[string][]string{"event": {"main"}, "web": {"main", "scf_bootstrap"}} {
		files := unpack(t, zips[name], t.TempDir())
		if !slices.Equal(files, want) {
			t.Errorf("%s.zip holds %q, want %q", name, files, want)
		}
	}
	if left, err := os.ReadDir(filepath.Join(dir, "build/event")); err != nil || len(left) != 1 {
		t.Errorf("the folder that the CLI uploads holds %v (%v), want main alone", left, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "build/web/scf_bootstrap")); err != nil || !bytes.Equal(text, script) {
		t.Errorf("scf_bootstrap is packed as %q (%v)", text, err)
	}
}

// unpack puts an archive into a folder and takes the right to write there away.
func unpack(t testing.TB, archive []byte, dir string) (names []string) {
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
		file, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), text, f.Mode()); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) }) // for the one who removes it
	return names
}
