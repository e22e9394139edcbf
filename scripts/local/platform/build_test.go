package platform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

func TestModuleRootHoldsGoMod(t *testing.T) {
	t.Parallel()
	root, err := platform.ModuleRoot()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil || !strings.HasPrefix(string(text), "module chatmarks\n") {
		t.Errorf("%s: %v", root, err)
	}
}

func TestBuildTellsWhatTheCompilerSaid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string]string{"go.mod": "module broken\n", "main.go": "package main\n\nfunc main() { undefined() }\n"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := platform.Build(t.Context(), dir, dir)
	if err == nil || !strings.Contains(err.Error(), "main.go:3:15") {
		t.Errorf("build: %v", err)
	}
}
