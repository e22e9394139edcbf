package config

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/go-envparse"
)

// assignment is the value of a name in a file.
type assignment struct {
	value   string
	line    int
	invalid bool // the value could mean several things
}

// Readers of .env differ in how they read quotes inside a value, backslashes and values
// of several lines. So a value must have one of these forms, which all of them read
// alike: 'text', "text" without a backslash, or text without quotes. A comment may
// follow. npm's dotenv, go-envparse and this pattern agree on each of them. Some readers
// trim white space that is not ASCII; it is accepted only between quotes.
var plainValue = regexp.MustCompile("^('[^']*'|\"[^\"\\\\]*\"|(?: |[^#'\"`\\x{85}\\x{feff}\\pZ])*)[ \\t]*(?:#.*)?$")

// assigns matches a line with a name and a value, as in npm's dotenv. It refuses a name
// with a hyphen, because no variable here has one.
var assigns = regexp.MustCompile(`^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*?)[ \t]*$`)

// parseDotenv parses a file of settings with go-envparse. Like npm's dotenv, and unlike
// godotenv, gotenv and compose-go, go-envparse does not replace $NAME by a value, and
// reads a line as one assignment. It gets one line at a time, so that every bad line is
// found. Its errors may quote a value, so they are not shown. parseDotenv calls bad for
// each bad line.
func parseDotenv(text string, bad func(line int, format string, args ...any)) map[string]assignment {
	found := map[string]assignment{}
	text = strings.TrimPrefix(text, "\ufeff") // the byte order mark of Windows editors
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		parts := assigns.FindStringSubmatch(line)
		if parts == nil {
			bad(number, "must be NAME=value, a comment or empty")
			continue
		}
		a := assignment{line: number}
		name := parts[1]
		var ok bool
		if a.value, ok = parseValue(parts[2]); !ok {
			bad(number, "%s: has a quote, a backslash, a control character or odd white space where readers of .env differ: put the value between two ' and write none of these into it", name)
			a.invalid = true
		}
		found[name] = a // the last of two lines wins
	}
	return found
}

// parseValue parses the text after the "=". It removes the comment itself, because
// go-envparse 0.1.0 cuts a letter that is not ASCII in two if a comment follows.
func parseValue(text string) (value string, ok bool) {
	plain := plainValue.FindStringSubmatch(text)
	if plain == nil || !utf8.ValidString(text) {
		return "", false
	}
	read, err := envparse.Parse(strings.NewReader("NAME=" + plain[1]))
	return read["NAME"], err == nil
}
