package compare_test

import (
	"strings"
	"testing"

	"chatmarks/scripts/bench/compare"
)

// rows are the rows that the table must have. Those of the first list have a value for plain and for the function.
var (
	compared = []string{
		"stripped binary", "zipped", "exec → first Ping",
		"exec → first answer, 2 conversations over HTTP", "exec → first answer, 2 conversations over TLS",
		"2 conversations over HTTP: p50", "2 conversations over TLS: p99", "2 conversations over TLS: processor time",
		"30 conversations over HTTP: p50", "30 conversations over TLS: p99", "30 conversations over TLS: processor time",
		"300 conversations over HTTP: p50", "300 conversations over TLS: p99", "300 conversations over TLS: processor time",
		"resident memory after 50 calls, 300 conversations over TLS", "connections to Chat for 50 calls",
		"Web, 1 clients over HTTP: p50", "Web, 16 clients over TLS: requests a second", "Web, 64 clients over TLS: peak memory",
		"Web, 16 clients over TLS: connections to Chat",
		"heap allocated for a call, 2 conversations over TLS", "heap allocated for a call, 300 conversations over TLS",
	}
	alone = []string{
		"30 conversations over TLS: p50 for each", "300 conversations over HTTP: p50 for each",
		"1000 conversations over HTTP: p50 for each", "1000 conversations over TLS: processor time for each",
	}
)

func TestQuickComparison(t *testing.T) {
	t.Parallel()
	table, err := compare.Run(t.Context(), compare.Options{Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	table.Print(&text)
	cells := map[string][]string{}
	for line := range strings.Lines(text.String()) {
		parts := strings.Split(strings.Trim(line, "| \n"), " | ")
		cells[parts[0]] = parts[1:]
	}
	for _, name := range compared {
		row := cells[name]
		if len(row) != 4 || row[1] == "–" || row[2] == "–" || row[3] == "–" {
			t.Errorf("row %q is %q", name, row)
		}
	}
	for _, name := range alone {
		if row := cells[name]; len(row) != 4 || row[2] == "–" {
			t.Errorf("row %q is %q", name, row)
		}
	}
	if !strings.Contains(text.String(), "Machine: ") {
		t.Error("the table does not say where it was made")
	}
	if t.Failed() {
		t.Log("\n" + text.String())
	}
}
