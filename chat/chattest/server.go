package chattest

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Server is a fake Chat that listens on a loopback address. Create it with
// [NewServer], and close it after use.
type Server struct {
	apps        []App
	now         func() time.Time
	url         string
	certificate *x509.Certificate
	queue       queue
	journal     journal
	conns       connections

	http    *http.Server
	serving sync.WaitGroup // the goroutine that accepts

	mu       sync.Mutex // guards closed, and prevents handlers.Add after Close
	closed   bool
	closing  chan struct{}
	handlers sync.WaitGroup
}

// NewServer starts a server. The caller must Close it.
func NewServer(o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("chattest: %w", err)
	}
	s := &Server{apps: o.Apps, now: o.Now, closing: make(chan struct{})}
	s.journal.limit = o.JournalLimit
	s.conns.open = map[int]*connection{}
	s.http = &http.Server{
		Handler:     s,
		ErrorLog:    log.New(io.Discard, "", 0), // the faults are intended
		ConnState:   s.conns.track,
		ConnContext: inContext,
	}
	if err := s.start(o); err != nil {
		return nil, fmt.Errorf("chattest: %w", err)
	}
	return s, nil
}

// start listens and serves. All steps that can fail come before the goroutine.
func (s *Server) start(o Options) error {
	scheme, serve := "http", s.http.Serve
	if o.TLS {
		certificate, err := selfSigned(time.Now())
		if err != nil {
			return err
		}
		s.certificate = certificate.Leaf
		s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
		scheme, serve = "https", func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	l, err := listen(o.Addr)
	if err != nil {
		return err
	}
	s.url = scheme + "://" + l.Addr().String()
	s.serving.Go(func() { _ = serve(countingListener{Listener: l, all: &s.conns}) })
	return nil
}

// listen listens on a loopback address. It refuses all other addresses, which another
// machine could reach, and all names except localhost.
func listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.Unmap().IsLoopback() {
		return nil, fmt.Errorf("listening: %q is not a loopback address", addr)
	}
	return net.Listen("tcp", net.JoinHostPort(host, port))
}

// URL returns the address of the server, such as "http://127.0.0.1:41234". The paths of
// the commands are [SearchContactGroupPath] and [GetContactGroupPath].
func (s *Server) URL() string { return s.url }

// Certificate returns the certificate that an https client must trust; nil without
// Options.TLS.
func (s *Server) Certificate() *x509.Certificate { return s.certificate }

// begin counts a request. It returns false if the server is closed.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.handlers.Add(1)
	return true
}

// Close closes the listener and every connection, and ends the requests that hang. It
// returns when no goroutine of the server runs any more. It may be called again.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	_ = s.http.Close()
	s.serving.Wait()
	_ = s.http.Close() // closes a connection accepted during the first Close
	s.handlers.Wait()
	s.conns.served.Wait()
}
