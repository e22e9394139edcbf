// Package npm runs tools of npm in tests.
package npm

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Install installs packages, as name@version, into a new folder of the test, and returns
// that. Without npm the test is skipped; .ci/run installs it.
func Install(t *testing.T, packages ...string) (folder string) {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed; .ci/run installs it")
	}
	folder = t.TempDir()
	run(t, folder, "npm", append([]string{"install", "--no-audit", "--no-fund"}, packages...)...)
	return folder
}

// Run runs a tool that was installed into the folder.
func Run(t *testing.T, folder, tool string, args ...string) {
	t.Helper()
	run(t, folder, filepath.Join(folder, "node_modules/.bin", tool), args...)
}

func run(t *testing.T, folder, name string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = folder
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, out)
	}
}
