package contract

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Section 2, over HTTP: a body over the limit gets a 413, even if the client sends it at
// once, as most do. If the connection were reset while the client still writes, the
// client would see no answer.
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

// raw sends text over a new connection and reads the answer. It waits longer than a
// request may take.
func raw(t *testing.T, base, text string) response {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(15*time.Second + patience))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	got, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{status: got.StatusCode, header: got.Header, body: body}
}

// OPTIONS * asks about the server as a whole.
func TestOptionsOfTheServer(t *testing.T) {
	t.Parallel()
	answer := raw(t, newWorld(t).web(), "OPTIONS * HTTP/1.1\r\nHost: f\r\n\r\n")
	always(t, "OPTIONS *", answer)
	if answer.status != http.StatusNoContent || answer.header.Get("Allow") != "POST, OPTIONS" {
		t.Errorf("%v %v", answer, answer.header)
	}
}
