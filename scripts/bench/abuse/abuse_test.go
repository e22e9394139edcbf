package abuse_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/bench/abuse"
)

func TestAFewOfEachKind(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc, which has the memory")
	}
	report, err := abuse.Run(t.Context(), abuse.Options{Connections: 20, Honest: 2, Duration: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range report {
		if row.Memory < 1<<20 || row.First.Answered == 0 || row.Health.Answered == 0 || row.Meanwhile.Answered == 0 || row.First.Lost+row.Health.Lost > 0 {
			t.Errorf("%+v", row)
		}
	}
	var text strings.Builder
	report.Print(&text)
	if len(report) != 9 || strings.Count(text.String(), "\n") != 2+9 {
		t.Errorf("%d rows:\n%s", len(report), &text)
	}
}
