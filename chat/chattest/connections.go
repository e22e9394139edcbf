package chattest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"maps"
	"math/big"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// connections counts the connections of a listener and lists the open ones.
type connections struct {
	mu       sync.Mutex
	accepted int
	open     map[int]*connection
	served   sync.WaitGroup // one for each connection that net/http still uses
}

// connection is an accepted connection that leaves the list when it is closed.
type connection struct {
	net.Conn
	number  int
	all     *connections
	letGo   sync.Once
	closing sync.Once
}

// countingListener numbers the connections that it accepts.
type countingListener struct {
	net.Listener
	all *connections
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.all.add(c), nil
}

func (a *connections) add(c net.Conn) *connection {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.accepted++
	k := &connection{Conn: c, number: a.accepted, all: a}
	a.open[k.number] = k
	return k
}

// Close closes the connection and removes it from the list.
func (c *connection) Close() error {
	c.closing.Do(func() {
		c.all.mu.Lock()
		defer c.all.mu.Unlock()
		delete(c.all.open, c.number)
	})
	return c.Conn.Close()
}

// track is the server's ConnState hook. net/http calls it with StateClosed or
// StateHijacked when its goroutine for the connection is about to end; over
// HTTP/2 it does so twice.
func (a *connections) track(c net.Conn, state http.ConnState) {
	k, ok := counted(c)
	if !ok {
		return
	}
	switch state {
	case http.StateNew:
		a.served.Add(1)
	case http.StateClosed, http.StateHijacked:
		k.letGo.Do(a.served.Done)
	}
}

// counted returns the connection below TLS.
func counted(c net.Conn) (*connection, bool) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	k, ok := c.(*connection)
	return k, ok
}

type connectionKey struct{}

// inContext is the server's ConnContext hook: it stores the number of the connection
// in the context.
func inContext(ctx context.Context, c net.Conn) context.Context {
	if k, ok := counted(c); ok {
		return context.WithValue(ctx, connectionKey{}, k.number)
	}
	return ctx
}

func connectionNumber(ctx context.Context) int {
	n, _ := ctx.Value(connectionKey{}).(int)
	return n
}

// Connections returns the number of connections accepted since the start.
func (s *Server) Connections() int {
	s.conns.mu.Lock()
	defer s.conns.mu.Unlock()
	return s.conns.accepted
}

// OpenConnections returns the number of connections that are not closed yet.
func (s *Server) OpenConnections() int {
	s.conns.mu.Lock()
	defer s.conns.mu.Unlock()
	return len(s.conns.open)
}

// CloseConnections closes every connection from the server's side, idle or
// not, as a load balancer does after a time without traffic.
func (s *Server) CloseConnections() {
	s.conns.mu.Lock()
	open := slices.Collect(maps.Values(s.conns.open))
	s.conns.mu.Unlock()
	for _, c := range open {
		_ = c.Close()
	}
}

// selfSigned makes a certificate for the loopback addresses. Its key never leaves the
// process. It is its own authority, so a client can trust it directly.
func selfSigned(now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "chattest"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
