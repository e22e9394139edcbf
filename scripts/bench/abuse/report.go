package abuse

import (
	"fmt"
	"io"
	"time"
)

// Report has a row for each kind of silence.
type Report []Row

// Row is the result for one kind of silence.
type Row struct {
	Name      string
	Memory    int64 // the largest resident memory, in bytes
	First     Met   // requests on connections opened after all others
	Health    Met   // health checks on connections opened after all others
	Meanwhile Met   // requests of the honest clients
}

func (m *Met) add(h *honest) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m.Answered += h.met.Answered
	m.Busy += h.met.Busy
	m.Lost += h.met.Lost
	m.Longest = max(m.Longest, h.met.Longest)
	if m.Loss == "" {
		m.Loss = h.met.Loss
	}
}

// OK reports whether the row fulfills the README's promises. The function may close a connection of the honest clients while it is idle.
func (r Row) OK() bool {
	return r.Memory < maxMemory &&
		r.First.Lost == 0 && r.First.Answered+r.First.Busy > 0 && r.First.Longest <= maxFirst &&
		r.Health.Lost+r.Health.Busy == 0 && r.Health.Answered > 0 && r.Health.Longest <= maxHealth
}

// OK reports whether all rows are OK.
func (r Report) OK() bool {
	for _, row := range r {
		if !row.OK() {
			return false
		}
	}
	return len(r) > 0
}

// Print writes the report in Markdown.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "| silence | peak memory | new client: 200 / 503 / lost | longest | health: 200 / lost | longest | meanwhile: 200 / 503 / lost | longest | |\n")
	fmt.Fprintf(w, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n")
	for _, row := range r {
		verdict := "ok"
		if !row.OK() {
			verdict = "NOT OK"
		}
		for _, m := range []Met{row.First, row.Health, row.Meanwhile} {
			if m.Loss != "" {
				verdict += ", " + m.Loss
			}
		}
		fmt.Fprintf(w, "| %s | %.1f MB | %d / %d / %d | %s | %d / %d | %s | %d / %d / %d | %s | %s |\n", row.Name, float64(row.Memory)/1e6,
			row.First.Answered, row.First.Busy, row.First.Lost, ms(row.First.Longest),
			row.Health.Answered, row.Health.Lost, ms(row.Health.Longest),
			row.Meanwhile.Answered, row.Meanwhile.Busy, row.Meanwhile.Lost, ms(row.Meanwhile.Longest), verdict)
	}
}

func ms(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
