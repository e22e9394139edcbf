package chat

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// DefaultIdleConnections is how many idle connections to Chat are kept by default.
const DefaultIdleConnections = 192

// maxAge is the age at which connections are no longer used, so that a changed DNS
// answer is followed.
const maxAge = 5 * time.Minute

// HTTPClient is a pool of connections, made by [NewHTTPClient]. It never
// follows a redirect: the target would get the signed URL as Referer. It is worth
// sharing between the clients of several apps.
//
// It uses HTTP/1.1 only: HTTP/2 gains nothing for a dozen calls at a time, and one
// connection that is stuck or being closed would fail, or multiply, every call on it.
type HTTPClient struct {
	base  *http.Transport // makes the others
	fresh *http.Transport // a connection for each request

	mu     sync.Mutex
	kept   *http.Transport // has the idle connections
	opened time.Time       // not before this were any of them
}

var _ smithyhttp.ClientDo = (*HTTPClient)(nil)

// NewHTTPClient returns a client that keeps at most so many idle connections; less
// than 1 is 1.
//
// The proxy settings HTTPS_PROXY and NO_PROXY are those of net/http, read once
// in the life of the process.
func NewHTTPClient(idleConnections int) *HTTPClient {
	// net/http goes on connecting for the next attempt after the one that asked
	// has ended: these bounds are what ends it, except if a SOCKS proxy accepts
	// the connection and stays silent, for which net/http has none.
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	http1 := new(http.Protocols)
	http1.SetHTTP1(true)
	c := &HTTPClient{base: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: proxyAnswer,
		DialContext:            dialer.DialContext,
		Protocols:              http1,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, DynamicRecordSizingDisabled: true},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           max(1, idleConnections),
		MaxIdleConnsPerHost:    max(1, idleConnections),
		IdleConnTimeout:        60 * time.Second,
		// No page offers compressed answers, and a body that unpacks without
		// bound is one thing less to guard.
		DisableCompression: true,
		// 300 conversations leave in one write and arrive in a few reads.
		WriteBufferSize:        32 << 10,
		ReadBufferSize:         32 << 10,
		MaxResponseHeaderBytes: 64 << 10,
	}}
	c.reset()
	return c
}

// reset begins with no connection.
func (c *HTTPClient) reset() {
	c.fresh = c.base.Clone()
	c.fresh.DisableKeepAlives = true
	c.kept, c.opened = c.base.Clone(), time.Now().Round(0)
}

// Do sends a request. It goes round http.Client: no redirects, no cookies, and
// no *url.Error, which quotes the signed URL.
func (c *HTTPClient) Do(r *http.Request) (*http.Response, error) {
	if c.base == nil {
		return nil, errors.New("an HTTPClient that NewHTTPClient has not made")
	}
	if state, ok := r.Context().Value(attemptKey{}).(*attemptState); ok && state.fresh {
		return c.fresh.RoundTrip(r)
	}
	return c.pool(time.Now().Round(0)).RoundTrip(r)
}

// pool is the transport with the idle connections, a new one if it is too old; the
// connections of the old one end with their calls. Round took the monotonic clock
// off now, which stands still while an instance is frozen.
func (c *HTTPClient) pool(now time.Time) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.opened); age < 0 || age >= maxAge {
		c.kept.CloseIdleConnections()
		c.kept, c.opened = c.base.Clone(), now
	}
	return c.kept
}

// CloseIdleConnections closes the connections that wait for a next call.
func (c *HTTPClient) CloseIdleConnections() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil {
		c.kept.CloseIdleConnections()
	}
}

// proxyError is the status with which a proxy refused to connect.
type proxyError int

func (e proxyError) Error() string { return fmt.Sprintf("the proxy answered %d", int(e)) }

func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return proxyError(answer.StatusCode)
	}
	return nil
}

// transport is the end of the stack: it sends a request and returns the
// answer with its body still to be read.
type transport struct{ client smithyhttp.ClientDo }

// Handle sends. Its errors are [*NetworkError] and [*CertificateError].
func (t transport) Handle(ctx context.Context, input any) (any, middleware.Metadata, error) {
	response, err := send(ctx, t.client, input.(*smithyhttp.Request))
	if err != nil {
		return nil, middleware.Metadata{}, sendError(err)
	}
	return &smithyhttp.Response{Response: response}, middleware.Metadata{}, nil
}

// send sends a request. A kept-alive connection that ends before the first byte of
// the reply, as in an instance that was frozen, says nothing about Chat: the same
// request is sent once more, on a fresh connection. net/http would do so itself, any
// number of times; without GetBody it repeats nothing.
func send(ctx context.Context, client smithyhttp.ClientDo, request *smithyhttp.Request) (*http.Response, error) {
	response, again, err := sendOnce(ctx, client, request)
	if again {
		response, _, err = sendOnce(context.WithValue(ctx, attemptKey{}, &attemptState{fresh: true}), client, request)
	}
	return response, err
}

// sendOnce also reports whether a kept-alive connection turned out to be dead. The
// connection of a 408 or 5xx is closed.
func sendOnce(ctx context.Context, client smithyhttp.ClientDo, request *smithyhttp.Request) (response *http.Response, again bool, err error) {
	var got struct {
		kept, replied atomic.Bool // the hooks of net/http can run after it gave up
		connection    atomic.Pointer[net.Conn]
	}
	r := request.Request.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(info httptrace.GotConnInfo) { got.kept.Store(info.Reused); got.connection.Store(&info.Conn) },
		GotFirstResponseByte: func() { got.replied.Store(true) },
	}))
	r.Body, _ = r.GetBody() // serializer's never fails
	r.GetBody = nil
	response, err = client.Do(r)
	if err != nil {
		// A time-out that is the client's own is no end of a connection.
		return nil, got.kept.Load() && !got.replied.Load() && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded), err
	}
	broken := response.StatusCode == http.StatusRequestTimeout || response.StatusCode >= http.StatusInternalServerError
	if connection := got.connection.Load(); connection != nil && broken {
		(*connection).Close()
	}
	return response, false, nil
}

// sendError tells a certificate that does not verify from a fault of the network.
func sendError(err error) error {
	// An http.Client put in by the user wraps; its text quotes the signed URL.
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &CertificateError{Err: err}
	}
	return &NetworkError{Err: err}
}

// describe says in words of its own what kind of failure err is.
func describe(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	var timeout interface{ Timeout() bool }
	var proxy proxyError
	var notTLS tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &proxy):
		return proxy.Error()
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timed out"
	case errors.As(err, &dns):
		return "host name not resolved"
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return "the proxy cannot be reached"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.As(err, &notTLS):
		return "the server does not speak TLS"
	case errors.As(err, &alert):
		return "the server refused the TLS handshake"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed before the whole answer"
	}
	return fmt.Sprintf("failed (%T)", err)
}
