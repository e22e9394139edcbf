package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSourcesAreToldFromTests(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write := func(name string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, isSource := range map[string]bool{
		"main.go": true, "go.sum": true, "handler/a.go": true, "handler/event/b.go": true, "chat/c.go": true,
		"handler/a_test.go": false, "README.md": false, "scripts/local/x.go": false,
	} {
		before := fingerprint(root)
		write(name)
		if changed := fingerprint(root) != before; changed != isSource {
			t.Errorf("%s: changed %t", name, changed)
		}
	}
	before := fingerprint(root)
	if err := os.Remove(filepath.Join(root, "chat/c.go")); err != nil {
		t.Fatal(err)
	}
	if fingerprint(root) == before {
		t.Error("a source that is gone is not missed")
	}
}
