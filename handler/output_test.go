package handler_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
)

// secrets are texts that must not appear in any output of the function.
type secrets struct {
	mu   sync.Mutex
	list []string
}

func (s *secrets) add(secret string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, secret)
	return secret
}

func (s *secrets) check(t testing.TB, where, text string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.list, func(secret string) bool { return strings.Contains(text, secret) }) {
		t.Errorf("%s holds a secret: %s", where, text)
	}
}

// logLines stores the log.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// all parses the lines. Each must be a flat JSON object, short enough that the platform
// does not cut it.
func (l *logLines) all(t testing.TB) (lines []object) {
	t.Helper()
	for line := range strings.Lines(l.String()) {
		if len(line) >= 8<<10 {
			t.Errorf("a log line of %d bytes", len(line))
		}
		o := decode[object](t, line)
		for key, value := range o {
			switch value.(type) {
			case string, float64, bool:
			default:
				t.Errorf("log field %s is not flat: %v", key, value)
			}
		}
		lines = append(lines, o)
	}
	return lines
}

// one returns the only line of the log.
func (l *logLines) one(t testing.TB) object {
	t.Helper()
	lines := l.all(t)
	if len(lines) != 1 {
		t.Fatalf("%d log lines, not 1:\n%s", len(lines), l)
	}
	return lines[0]
}

func decode[T any](t testing.TB, text string) (value T) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("not the JSON that was expected (%v): %s", err, text)
	}
	return value
}
