package documents

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	external = regexp.MustCompile(`^https://[^/]+\.[a-z]+(/|$)`)
)

// anchor returns the anchor that GitHub makes of a heading.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestEveryDocumentIsTested(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "build"):
			return filepath.SkipDir
		case filepath.Ext(path) == ".md":
			name, err := filepath.Rel(root, path)
			if !slices.Contains(documents, filepath.ToSlash(name)) {
				t.Errorf("%s is not tested", name)
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		prose := fence.ReplaceAllString(read(t, document), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if external.MatchString(m[1]) {
				continue
			}
			path, fragment, _ := strings.Cut(m[1], "#")
			target := document
			if path != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(document), path))
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: %s leads nowhere", document, m[1])
				continue
			}
			if fragment == "" {
				continue
			}
			found := false
			for _, h := range heading.FindAllStringSubmatch(fence.ReplaceAllString(read(t, target), ""), -1) {
				found = found || anchor(h[1]) == fragment
			}
			if !found {
				t.Errorf("%s: %s has no such heading", document, m[1])
			}
		}
	}
}

// A translation that is out of date is wrong, so at least its code must be the same.
func TestChineseHasTheSameCode(t *testing.T) {
	t.Parallel()
	english, chinese := blocks(t, "README.md", ""), blocks(t, ".github/zh-CN.md", "")
	for i, block := range english {
		if i >= len(chinese) || chinese[i] != block {
			t.Fatalf(".github/zh-CN.md: block %d is not that of README.md:\n%s", i+1, block)
		}
	}
	if len(chinese) > len(english) {
		t.Errorf(".github/zh-CN.md has %d blocks more", len(chinese)-len(english))
	}
	links := func(document string) (all []string) {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, document), ""), -1) {
			if external.MatchString(m[1]) {
				all = append(all, m[1])
			}
		}
		return all
	}
	if got, want := links(".github/zh-CN.md"), links("README.md"); !slices.Equal(got, want) {
		t.Errorf(".github/zh-CN.md has the links %v, README.md %v", got, want)
	}
	if rows := func(document string) int { return strings.Count(read(t, document), "\n| ") }; rows(".github/zh-CN.md") != rows("README.md") {
		t.Errorf(".github/zh-CN.md has %d rows in its tables, README.md %d", rows(".github/zh-CN.md"), rows("README.md"))
	}
	if first, _, _ := strings.Cut(read(t, "README.md"), "##"); !strings.Contains(first, "(.github/zh-CN.md)") {
		t.Error("README.md does not begin with a link to .github/zh-CN.md")
	}
}
