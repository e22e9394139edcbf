package contract

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// Section 2, over HTTP: a body over the limit is a 413, for a client that sends
// it at once as well; most do. A connection that is reset while the client still
// writes shows it no answer at all.
func TestOversizedBodyOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	base := w.web()
	for name, size := range map[string]int{"just over 256 KiB": 256 << 10, "300 KB": 300_000, "1 MB": 1_000_000} {
		lost := 0
		const tries = 20
		body := []byte(from(`"` + strings.Repeat("u", size) + `"`))
		for range tries {
			answer, err := plain.Post(base+"/", "application/json", bytes.NewReader(body))
			if err != nil {
				lost++
				continue
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %d", name, answer.StatusCode)
			}
		}
		if lost > 0 {
			t.Errorf("%s: %d of %d clients saw no answer, but a connection reset", name, lost, tries)
		}
	}
}
