package documents

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// commands returns the lines of all documents' shell blocks that begin with "go", without
// their remarks.
func commands(t *testing.T) (all []string) {
	t.Helper()
	for _, document := range documents {
		if !strings.Contains(read(t, document), "```sh\n") {
			continue
		}
		for _, block := range blocks(t, document, "sh") {
			for line := range strings.Lines(block) {
				line, _, _ = strings.Cut(line, "   #")
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "go ") && !slices.Contains(all, line) {
					all = append(all, line)
				}
			}
		}
	}
	return all
}

// Every command in a document must be listed here, so that none is untested. Commands
// that need no account are run; of the others, the part that needs none is checked.
func TestCommands(t *testing.T) {
	t.Parallel()
	ran := 0
	for _, line := range commands(t) {
		args := strings.Fields(line)[1:]
		fails, says := false, ""
		switch {
		case line == "go run ./scripts/local -watch": // serves until it is stopped; scripts/test/browser does that
			continue
		case strings.HasPrefix(line, "go run ./scripts/local -"):
		case strings.HasPrefix(line, "go run ./scripts/probe"):
			fails, says = true, "CHAT_SDKAPPID: required"
		case line == "go -C scripts/deploy run . package -web", line == "go -C scripts/deploy run . package":
			args = append(args, "-out", t.TempDir())
		case line == "go -C scripts/deploy run . rehearse": // scripts/check runs it
			continue
		case strings.HasPrefix(line, "go -C scripts/deploy run . "):
			// Use a stage that does not exist, so that no .env is read.
			args, fails, says = append(args, "-stage", "nobodys"), true, ".env.nobodys"
		case strings.HasPrefix(line, "go -C scripts/bench run . "):
			args, says = append(args[:5], "-h"), "Usage"
		case line == "go test ./...": // scripts/check runs it
			continue
		case strings.Contains(line, " -bench ."):
			args = append(args, "-benchtime", "1x")
		default:
			t.Errorf("%s: not known here", line)
			continue
		}
		ran++
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			c := exec.CommandContext(t.Context(), "go", args...)
			c.Dir = root
			c.Env = slices.DeleteFunc(c.Environ(), func(v string) bool { return strings.HasPrefix(v, "CHAT_") || strings.HasPrefix(v, "TENCENT_") })
			out, err := c.CombinedOutput()
			if (err != nil) != fails || !strings.Contains(string(out), says) {
				t.Errorf("%v, not with %q:\n%s", err, says, out)
			}
		})
	}
	if ran < 8 {
		t.Errorf("%d commands", ran)
	}
}

// Fuzz targets, folders and files that the prose names exist.
func TestProseNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		for _, m := range regexp.MustCompile(`go test (\S+) -run XXX -fuzz (\w+)`).FindAllStringSubmatch(read(t, document), -1) {
			out, err := exec.CommandContext(t.Context(), "go", "-C", root, "test", m[1], "-list", "^"+m[2]+"$").Output()
			if err != nil || !strings.Contains(string(out), m[2]+"\n") {
				t.Errorf("%s: %s has no %s", document, m[1], m[2])
			}
		}
		for _, m := range regexp.MustCompile("(?m)`((?:scripts|handler|chat|[.]github|[.]ci)/[[:word:]./-]+)`").FindAllStringSubmatch(read(t, document), -1) {
			if out, err := exec.CommandContext(t.Context(), "git", "-C", root, "ls-files", "--", m[1]).Output(); err != nil || len(out) == 0 {
				t.Errorf("%s: there is no %s", document, m[1])
			}
		}
	}
}
