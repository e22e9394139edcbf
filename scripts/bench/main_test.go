package main

import (
	"strings"
	"testing"
)

func TestCommandLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		exit int
		text string
	}{
		"nothing":           {nil, exitUsage, "soak, abuse or compare"},
		"an unknown word":   {[]string{"race"}, exitUsage, "soak, abuse or compare"},
		"help":              {[]string{"soak", "-help"}, exitOK, "-duration"},
		"an unknown flag":   {[]string{"compare", "-fast"}, exitUsage, "-fast"},
		"one word too many": {[]string{"compare", "quick"}, exitUsage, `"quick"`},
		"out of bounds":     {[]string{"soak", "-faults", "2"}, exitFailed, "faults"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			if exit := run(t.Context(), tt.args, &out); exit != tt.exit || !strings.Contains(out.String(), tt.text) {
				t.Errorf("exit code %d, %q; want %d and %q", exit, out.String(), tt.exit, tt.text)
			}
		})
	}
}
