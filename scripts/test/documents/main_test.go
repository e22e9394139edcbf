package documents

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../../.."

// documents are the repository's Markdown files, by their path from its root.
var documents = []string{
	"README.md", "handler/README.md", "chat/README.md", "scripts/README.md", "scripts/bench/README.md",
	".github/zh-CN.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", ".github/CHANGELOG.md",
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

var fence = regexp.MustCompile("(?s)```(\\w*)\n(.*?)\n?```")

// blocks returns a document's code blocks in a language, or all of them if language is
// empty.
func blocks(t *testing.T, path, language string) (all []string) {
	t.Helper()
	for _, m := range fence.FindAllStringSubmatch(read(t, path), -1) {
		if language == "" || m[1] == language {
			all = append(all, m[2])
		}
	}
	if all == nil {
		t.Fatalf("%s has no block of %q", path, language)
	}
	return all
}
