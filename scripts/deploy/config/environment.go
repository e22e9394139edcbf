package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// environment has the values of the shell and of the stage's file. The shell wins.
type environment struct {
	file    string // .env or .env.STAGE; empty if there is none
	wanted  string // its name, whether it exists or not
	lines   map[string]assignment
	shell   map[string]string
	source  string            // of shell
	example map[string]string // values of .env.example, commented out or not
	asked   map[string]bool   // the names that get was called for
}

// found is a value and where it comes from.
type found struct {
	value, source string
	overrides     bool // the shell's is used in place of another in the file
	invalid       bool // already reported
}

// readEnvironment reads the file of the stage and no other file, because settings of one
// stage must not reach another.
func readEnvironment(o Options, m *mistakes) *environment {
	e := &environment{wanted: ".env", source: SourceShell, shell: map[string]string{}, example: map[string]string{}, asked: map[string]bool{}}
	if o.Stage != defaultStage {
		e.wanted += "." + o.Stage
	}
	for _, variable := range o.Environ {
		name, value, _ := strings.Cut(variable, "=")
		e.shell[name] = value
	}
	if o.Rehearsal {
		e.source = SourceRehearsal
		return e
	}
	text, err := os.ReadFile(filepath.Join(o.Root, e.wanted))
	switch {
	case err == nil:
		e.file = e.wanted
		e.lines = parseDotenv(string(text), func(line int, format string, args ...any) { m.add(e.file, line, format, args...) })
	case !errors.Is(err, fs.ErrNotExist):
		m.add(e.wanted, 0, "cannot be read: %v", reason(err))
	}
	e.readExample(o.Root)
	return e
}

// readExample reads .env.example, including the lines that are commented out.
func (e *environment) readExample(root string) {
	text, err := os.ReadFile(filepath.Join(root, ".env.example"))
	if err != nil {
		return // nothing to compare with
	}
	ignore := func(int, string, ...any) {} // comments are no assignments
	for name, a := range parseDotenv(strings.ReplaceAll(string(text), "\n#", "\n"), ignore) {
		e.example[name] = a.value
	}
}

// get returns the value of a name. The shell wins, as with dotenv, even if its value is
// empty.
func (e *environment) get(name string) found {
	e.asked[name] = true
	a, inFile := e.lines[name]
	if value, ok := e.shell[name]; ok {
		return found{value: value, source: e.source, overrides: inFile && a.value != value}
	}
	if inFile {
		return found{value: a.value, source: e.file, invalid: a.invalid}
	}
	return found{}
}

// isSetting reports whether a name looks like a variable for the function.
func isSetting(name string) bool {
	return known(name) || strings.HasPrefix(name, "FUNCTION_") || isOurs(name)
}

// isOurs reports whether only this function has variables of that name. Such a name is
// meant for the function even if the shell sets it.
func isOurs(name string) bool {
	return slices.ContainsFunc([]string{"CHAT_", "CALLER_", "CORS_"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// checkNames reports the variables that are meant for the function but do not reach it.
func (e *environment) checkNames(yaml string, m *mistakes) {
	for _, name := range e.sortedLines() {
		switch {
		case e.asked[name] || !isSetting(name):
		case ofMachine.MatchString(name):
			m.add(e.file, e.lines[name].line, "%s: the function's is called FUNCTION_%s here, since the tools of your machine read %s too", name, name, name)
		default:
			m.add(e.file, e.lines[name].line, "%s: %s does not pass it on: misspelt, or a line is missing there", name, yaml)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.shell)) {
		if _, inFile := e.lines[name]; isOurs(name) && !e.asked[name] && !inFile {
			m.add(name, 0, "is set in the shell, and %s does not pass it on: misspelt, or a line is missing there", yaml)
		}
	}
}

var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// unused reports the other lines that have no effect.
func (e *environment) unused(yaml string) (warnings []string) {
	for _, name := range e.sortedLines() {
		if !isSetting(name) && !e.asked[name] {
			shown := name
			if !variableName.MatchString(name) { // a secret without its name can look like one
				shown = "this line"
			}
			warnings = append(warnings, fmt.Sprintf("%s:%d: %s is not used: %s does not pass it on", e.file, e.lines[name].line, shown, yaml))
		}
	}
	return warnings
}

// sortedLines returns the names in the file, in the order of their lines.
func (e *environment) sortedLines() []string {
	return slices.SortedFunc(maps.Keys(e.lines), func(a, b string) int { return e.lines[a].line - e.lines[b].line })
}
