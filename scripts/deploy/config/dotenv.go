package config

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/go-envparse"
)

// assignment is what a file has for a name.
type assignment struct {
	value   string
	line    int
	invalid bool // the value could mean several things
}

// Readers of .env differ in what they make of quotes inside a value, of backslashes and
// of multi-line values. A value is accepted if it is written in one of these ways, which
// all of them read alike: 'text', "text" without a backslash, or text without quotes. A
// comment may follow. npm's dotenv, go-envparse and this pattern agree on each of them.
// White space that is not ASCII is trimmed by some, and only accepted between quotes.
var plainValue = regexp.MustCompile("^('[^']*'|\"[^\"\\\\]*\"|(?: |[^#'\"`\\x{85}\\x{feff}\\pZ])*)[ \\t]*(?:#.*)?$")

// assigns is a line with a name and a value, as npm's dotenv has it; names with a
// hyphen are refused: no variable here has one.
var assigns = regexp.MustCompile(`^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*?)[ \t]*$`)

// parseDotenv reads a file of settings. go-envparse is the reader: it replaces no $NAME
// by a value, which godotenv, gotenv and compose-go do and npm's dotenv does not, and a
// line is one assignment. It gets one line at a time, so that every bad line is found;
// its errors may quote a value and are not shown. bad is called for each bad line.
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

// parseValue reads what is behind the "=". The comment is cut off here: go-envparse 0.1.0
// cuts a letter that is not ASCII before it in two.
func parseValue(text string) (value string, ok bool) {
	plain := plainValue.FindStringSubmatch(text)
	if plain == nil || !utf8.ValidString(text) {
		return "", false
	}
	read, err := envparse.Parse(strings.NewReader("NAME=" + plain[1]))
	return read["NAME"], err == nil
}
