package config

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestDotenv compares with npm's dotenv 16.4.7 and 18.0.10: want is what they read (the
// name is A unless it says otherwise), or refused if other readers read something else.
func TestDotenv(t *testing.T) {
	t.Parallel()
	const refused = "refused"
	for text, want := range map[string]string{
		"A=b": "b", " A = b ": "b", "A=b=c": "b=c", "A==b": "=b", "A=b, c": "b, c", "A=": "", "A=''": "", `A=""`: "",
		"\ufeffA=b": "b", "\ufeff\nA=b": "b", "A=b\r\nB=c\r\n": "b", "\r\nA=b\r\n": "b", "A='b'\r\n": "b",
		"export A=b": "b", "export\tA=b": "b", "\texport  A=b": "b",
		"A='b c'": "b c", `A="b c"`: "b c", "A= 'b' ": "b", `A="'b'"`: "'b'", `A='"b"'`: `"b"`, "A=' b '": " b ",
		"A=b # c": "b", "A=b # c # d": "b", "A=b#c": "b", "A=# b": "", "A='b#c' # d": "b#c", "A='b'#c": "b", "# A=c\nA=b": "b", "A=b # it's": "b",
		"A=1\nA=b": "b", "A='1\nA=b": "b", "export A=c\n A = b": "b",
		"A=a$B": "a$B", "A=${B}": "${B}", "A='$B'": "$B", `A="a$B"`: "a$B", "B=c\nA=$B$$": "$B$$", "A=$(x)": "$(x)",
		`A=a\b`: `a\b`, `A='a\b'`: `a\b`, `A=a\`: `a\`, `A='a\'`: `a\`, `A=\n`: `\n`, "A='b\tc'": refused,

		`A="a\nb"`: refused, `A="a\b"`: refused, "A=`b`": refused, "A='b' c": refused, `A="b"c`: refused, `A=a"b"`: refused, "A=a'b": refused,
		"A='b": refused, `A="b`: refused, "A='b\nc'": refused, "A=''b''": refused, "A=b\tc": refused, "A=b\x00": refused, "A=b\rB=c": refused,
		"A=b\u00a0": refused, "A=\xff": refused,
		"A": refused, "A b": refused, "A: b": refused, "A B=c": refused, "=b": refused, "export": refused, "export A": refused, "A-B=c": refused, "Ä=b": refused, "1A=b": refused,
		"-A=b": refused, "\u00a0A=b": refused,
	} {
		bad := 0
		lines := parseDotenv(text, func(line int, format string, args ...any) {
			bad++
			if message := fmt.Sprintf(format, args...); strings.Contains(message, "b'") || line < 1 {
				t.Errorf("%q: line %d: %s", text, line, message)
			}
		})
		got := lines["A"].value
		if _, ok := lines["A"]; !ok || lines["A"].invalid || bad > 0 && want == refused {
			got = refused
		}
		if got != want || (bad == 0) == (want == refused) && text != "A='1\nA=b" {
			t.Errorf("%q is %q (%d bad lines), want %q", text, got, bad, want)
		}
	}
}

// npmLine is the pattern of npm's dotenv, with the white space of JavaScript.
var npmLine = regexp.MustCompile(strings.NewReplacer("!", "`", `\s`, `[\s\x0b\x{a0}\x{feff}\x{2028}\x{2029}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]`).
	Replace(`(?m)^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*!(?:\\!|[^!])*!|[^#\r\n]+)?\s*(?:#.*)?$`))

const npmSpace = " \t\v\f\r\n\u00a0\ufeff\u2028\u2029\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

// npmDotenv returns what npm's dotenv reads from one line.
func npmDotenv(text string) map[string]string {
	all := map[string]string{}
	for _, m := range npmLine.FindAllStringSubmatch(text, -1) {
		value := strings.Trim(m[2], npmSpace)
		if n := len(value); n > 1 && strings.ContainsRune("'\"`", rune(value[0])) && value[0] == value[n-1] {
			value = value[1 : n-1]
		}
		all[m[1]] = value
	}
	return all
}

// FuzzDotenv checks that every accepted line has npm's meaning.
func FuzzDotenv(f *testing.F) {
	for _, text := range []string{"A=b # c", "export A='b'#c", "A=b\u00a0#c", `A="b\"`, "A= `b`", "A.B=c", "\ufeffA=b", "A=b\x85", "A=Ϡ#"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\r\n") {
			return // the pattern allows a value to continue in the next line; parseDotenv does not
		}
		bad := false
		lines := parseDotenv(text, func(int, string, ...any) { bad = true })
		want := npmDotenv(text)
		if bad {
			return
		}
		if len(lines) != len(want) {
			t.Fatalf("%q has %d names, npm's dotenv finds %d", text, len(lines), len(want))
		}
		for name, a := range lines {
			if want[name] != a.value {
				t.Errorf("%q: %s is %q, for npm's dotenv %q", text, name, a.value, want[name])
			}
		}
	})
}
