package soak_test

import (
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/bench/soak"
)

func TestShortSoak(t *testing.T) {
	t.Parallel()
	report, err := soak.Run(t.Context(), soak.Options{Duration: 2 * time.Second, Faults: 0.30, Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	report.Print(&text)
	// Two seconds are too short to judge the memory.
	if len(report.Wrong) > 0 || report.Strays > 0 || report.OddLines > 0 {
		t.Error(text.String())
	}
	if report.Calls == 0 || report.Right != report.Calls || report.Attempts <= report.Reached {
		t.Errorf("too little happened:\n%s", text.String())
	}
	if !strings.Contains(text.String(), "right / wrong") {
		t.Errorf("the report is incomplete:\n%s", text.String())
	}
}

func TestOptionsOutOfBounds(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]soak.Options{
		"too long":         {Duration: 2 * time.Hour},
		"too many callers": {Callers: 65},
		"nothing but":      {Faults: 1},
	} {
		if _, err := soak.Run(t.Context(), o); err == nil {
			t.Errorf("%s: no objection", name)
		}
	}
}
