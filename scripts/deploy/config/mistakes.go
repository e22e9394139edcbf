package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// UsageError is the error of a wrong command line. The exit status is 2.
type UsageError struct{ text string }

func (e *UsageError) Error() string { return e.text }

// Mistakes are all mistakes in what was read. Each line names a place, such as file:line
// or a variable, but never a value.
type Mistakes struct{ Lines []string }

func (e *Mistakes) Error() string {
	return fmt.Sprintf("%d to correct:\n  %s", len(e.Lines), strings.Join(e.Lines, "\n  "))
}

// mistakes collects mistakes.
type mistakes struct{ list []mistake }

type mistake struct {
	place string // a file or a variable
	line  int    // in the file; 0 if there is none
	text  string
}

func (m *mistakes) add(place string, line int, format string, args ...any) {
	m.list = append(m.list, mistake{place, line, fmt.Sprintf(format, args...)})
}

// of reports whether a variable already has a mistake. One for each variable is enough.
func (m *mistakes) of(variable string) bool {
	return slices.ContainsFunc(m.list, func(x mistake) bool { return x.place == variable })
}

// err returns the mistakes, or nil if there are none. Those with a line come first, in
// the order of the lines of each file.
func (m *mistakes) err() error {
	if m.list == nil {
		return nil
	}
	first := map[string]int{}
	for i, x := range slices.Backward(m.list) {
		first[x.place] = i
	}
	slices.SortStableFunc(m.list, func(a, b mistake) int {
		if a.line == 0 || b.line == 0 {
			return min(b.line, 1) - min(a.line, 1)
		}
		return cmp.Or(first[a.place]-first[b.place], a.line-b.line)
	})
	e := new(Mistakes)
	for _, x := range m.list {
		place := x.place
		if x.line > 0 {
			place = fmt.Sprintf("%s:%d", x.place, x.line)
		}
		if line := place + ": " + x.text; !slices.Contains(e.Lines, line) {
			e.Lines = append(e.Lines, line)
		}
	}
	return e
}

// reason returns why a file cannot be read, without the path, which the line already has.
func reason(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}
