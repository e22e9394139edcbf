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

// upstream replaces Chat: it looks a ready answer up and counts, so that what is measured is the caller. It speaks HTTP/1.1.
type upstream struct {
	server      *httptest.Server
	answers     map[string][]byte // by the beginning of the request
	requests    atomic.Int64
	connections atomic.Int64
	certificate string // a file, empty without TLS
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

// name is how the table calls it.
func (u *upstream) name() string {
	if u.certificate == "" {
		return "HTTP"
	}
	return "TLS"
}

// ServeHTTP answers what it knows. Anything else is a fault of the comparison, and shows as one.
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
	_, _ = w.Write(answer) // a caller that left will report it
}

// beginning is the part of a request that tells which it is: the user, whose name says how many conversations were asked for, and the
// first conversation.
func beginning(body []byte) string {
	end := bytes.IndexByte(body, '}')
	return string(body[:max(0, end)])
}
