package handler

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImportsGoOneWay checks which packages of the function each of them may import.
func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	for room, allowed := range map[string][]string{
		".":                {"handler"},
		"handler":          {"handler/event", "handler/settings", "chat"},
		"handler/event":    nil,
		"handler/settings": {"chat"},
		"chat":             nil,
		"chat/chattest":    nil,
	} {
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files, %v", room, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				path, _ := strconv.Unquote(spec.Path.Value)
				ours, isOurs := strings.CutPrefix(path, "chatmarks/")
				if isOurs && !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s", name, path)
				}
				if strings.Contains(path, "scf-go-lib") && room != "." && room != "handler" {
					t.Errorf("%s knows the platform's library", name)
				}
			}
		}
	}
}
