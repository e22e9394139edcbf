package compare

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
)

// upstream replaces Chat. It only looks up a ready answer and counts, so that the caller is measured. It speaks HTTP/1.1.
type upstream struct {
	server      *httptest.Server
	answers     map[string][]byte // by the beginning of the request; see the function beginning
	requests    atomic.Int64
	connections atomic.Int64
	certificate string // a file; empty without TLS
}

func newUpstream(folder string, tls bool) (*upstream, error) {
	u := &upstream{answers: answers()}
	u.server = httptest.NewUnstartedServer(u)
	u.server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			u.connections.Add(1)
		}
	}
	if !tls {
		u.server.Start()
		return u, nil
	}
	u.server.StartTLS()
	u.certificate = filepath.Join(folder, "upstream.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: u.server.Certificate().Raw})
	if err := os.WriteFile(u.certificate, text, 0o600); err != nil {
		u.close()
		return nil, fmt.Errorf("keep the upstream's certificate: %w", err)
	}
	return u, nil
}

func (u *upstream) close() { u.server.Close() }

// name returns the name in the table.
func (u *upstream) name() string {
	if u.certificate == "" {
		return "HTTP"
	}
	return "TLS"
}

// ServeHTTP answers known requests. Any other request is a fault of the comparison, and fails.
func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.requests.Add(1)
	body := make([]byte, max(0, r.ContentLength))
	_, err := io.ReadFull(r.Body, body)
	answer, known := u.answers[beginning(body)]
	if err != nil || !known {
		http.Error(w, "not one of the requests of the comparison", http.StatusTeapot)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	_, _ = w.Write(answer) // the caller reports the error
}

// beginning returns the part of a request that identifies it: the user, whose name contains the number of conversations, and the
// first conversation.
func beginning(body []byte) string {
	end := bytes.IndexByte(body, '}')
	return string(body[:max(0, end)])
}
