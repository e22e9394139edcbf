package documents

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// names checks that each name occurs, as a word, in each of the files.
func names(t *testing.T, what string, all []string, files ...string) {
	t.Helper()
	if len(all) == 0 {
		t.Fatalf("no %s", what)
	}
	for _, file := range files {
		text := read(t, file)
		for _, name := range all {
			if !regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(name) + `(\W|$)`).MatchString(text) {
				t.Errorf("%s: the %s %s is missing", file, what, name)
			}
		}
	}
}

// section returns the part of a document below a heading.
func section(t *testing.T, document, heading string) string {
	t.Helper()
	_, text, found := strings.Cut(read(t, document), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("%s: no section %q", document, heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

func TestRegions(t *testing.T) {
	t.Parallel()
	var all []string
	for _, r := range chat.Regions() {
		all = append(all, string(r))
	}
	names(t, "region", all, "README.md", ".github/zh-CN.md", "handler/README.md", ".env.example", "serverless.yml")
}

func TestVariables(t *testing.T) {
	t.Parallel()
	var all []string
	table := section(t, "handler/README.md", "Settings")
	for _, v := range settings.Variables {
		all = append(all, v.Name)
		row := regexp.MustCompile("(?m)^\\|[^|]*`" + v.Name + "`[^|]*\\|([^|]*)\\|").FindStringSubmatch(table)
		switch {
		case row == nil:
			t.Errorf("handler/README.md: the table has no %s", v.Name)
		case v.Default != "" && !strings.Contains(row[1], "`"+v.Default+"`"):
			t.Errorf("handler/README.md: the default of %s is %s, not%s", v.Name, v.Default, row[1])
		}
		if perApp := strings.Contains(table, "`"+v.Name+"_<sdkappid>`"); perApp != v.PerApp {
			t.Errorf("handler/README.md: %s_<sdkappid> is there: %t", v.Name, perApp)
		}
	}
	names(t, "variable", all, ".env.example", "serverless.yml", "scripts/web/serverless.yml")
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)`").FindAllStringSubmatch(table, -1) {
		if !strings.Contains(strings.Join(all, " "), m[1]) {
			t.Errorf("handler/README.md: there is no %s", m[1])
		}
	}
}

// TestCodes checks the function's own codes and their statuses.
func TestCodes(t *testing.T) {
	t.Parallel()
	var all []string
	source := read(t, "handler/errors.go")
	table := section(t, "handler/README.md", "Errors")
	for _, m := range regexp.MustCompile(`(?m)^\t(Code\w+)\s+Code = "(\w+)"`).FindAllStringSubmatch(source, -1) {
		all = append(all, m[2])
		kind := regexp.MustCompile(m[1] + `:\s+\{status: (?:http\.)?(\w+)(, retryable: true)?`).FindStringSubmatch(source)
		row := regexp.MustCompile("(?m)^\\| `" + m[2] + "` \\| (\\d+) \\| (yes|no) \\|").FindStringSubmatch(table)
		if kind == nil || row == nil {
			t.Errorf("handler/README.md: no row for %s", m[2])
			continue
		}
		if retryable := kind[2] != ""; retryable != (row[2] == "yes") {
			t.Errorf("handler/README.md: %s is retryable: %t", m[2], retryable)
		}
	}
	names(t, "code", all, "handler/README.md", "handler/openapi.yaml", "handler/errors_test.go")
	for _, document := range []string{"README.md", ".github/zh-CN.md"} {
		for _, m := range regexp.MustCompile("(?m)^\\| (\\d{3}) \\| `(\\w+)` \\|").FindAllStringSubmatch(read(t, document), -1) {
			if !regexp.MustCompile("(?m)^\\| `" + m[2] + "` \\| " + m[1] + " \\|").MatchString(table) {
				t.Errorf("%s: %s with %s is not in handler/README.md", document, m[2], m[1])
			}
		}
	}
}

// TestCodesOfChat checks that each known code is listed everywhere codes are listed by
// number.
func TestCodesOfChat(t *testing.T) {
	t.Parallel()
	byClass := map[chat.Class][]string{}
	var every []string
	for code := 10000; code < 100000; code++ {
		if class := chat.ClassOf(code); class != chat.ClassUnknown {
			byClass[class] = append(byClass[class], strconv.Itoa(code))
			every = append(every, strconv.Itoa(code))
		}
	}
	names(t, "code of Chat", every, "chat/testdata/codes.txt", "handler/errors_chat_test.go")
	row := func(file, text string, codes []string) {
		for _, code := range codes {
			if !strings.Contains(text, code) {
				t.Errorf("%s: the code of Chat %s is missing", file, code)
			}
		}
	}
	configuration := section(t, "scripts/README.md", "ConfigurationError")
	for _, class := range []chat.Class{chat.ClassExpired, chat.ClassSignature, chat.ClassConfiguration} {
		row("scripts/README.md", configuration, byClass[class])
		row("handler/cures.go", read(t, "handler/cures.go"), byClass[class])
	}
	line := func(word string) string {
		return regexp.MustCompile("(?m)^\\| `" + word + "`.*$").FindString(read(t, "handler/README.md"))
	}
	row("handler/README.md", line("CHAT_RETRY_CODES"), byClass[chat.ClassTransient])
	row("handler/README.md", line("RequestLimitExceeded"), byClass[chat.ClassThrottle])
	row("handler/README.md", line("ResourceNotFound"), append(byClass[chat.ClassNotFound], byClass[chat.ClassAmbiguous]...))
	row("handler/README.md", line("LimitExceeded"), byClass[chat.ClassLimit])
	row("handler/README.md", line("InvalidParameter"), byClass[chat.ClassInput])
	for _, m := range regexp.MustCompile(`\b[5678]\d{4}\b`).FindAllString(configuration, -1) {
		code, _ := strconv.Atoi(m)
		switch chat.ClassOf(code) {
		case chat.ClassExpired, chat.ClassSignature, chat.ClassConfiguration:
		default:
			t.Errorf("scripts/README.md: %s is no code of a ConfigurationError", m)
		}
	}
}

// TestEvents checks that each sample is in the table of events.
func TestEvents(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(root + "/scripts/events")
	if err != nil {
		t.Fatal(err)
	}
	table := section(t, "handler/README.md", "Events")
	for _, f := range files {
		if name, isSample := strings.CutSuffix(f.Name(), ".json"); isSample && !strings.Contains(table, fmt.Sprintf("`%s`", name)) {
			t.Errorf("handler/README.md: the event %s is missing", name)
		}
	}
}
