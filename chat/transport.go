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

// DefaultIdleConnections is the default number of idle connections to Chat.
const DefaultIdleConnections = 192

// maxAge is the age from which connections are no longer used, so that the client
// follows DNS changes.
const maxAge = 5 * time.Minute

// HTTPClient is a pool of connections, made by [NewHTTPClient]. It never
// follows a redirect: the target would get the signed URL as Referer. The clients of
// several apps should share one.
//
// It uses HTTP/1.1 only. HTTP/2 has no advantage for a dozen calls at a time, and one
// stuck or closing connection would fail or repeat every call on it.
type HTTPClient struct {
	base  *http.Transport // is cloned for the others
	fresh *http.Transport // makes a new connection for each request

	mu     sync.Mutex
	kept   *http.Transport // has the idle connections
	opened time.Time       // when the first of them may have been opened
}

var _ smithyhttp.ClientDo = (*HTTPClient)(nil)

// NewHTTPClient returns a client that keeps at most idleConnections idle connections.
// A value below 1 means 1.
//
// It uses the proxy settings HTTPS_PROXY and NO_PROXY of net/http, which are read once
// per process.
func NewHTTPClient(idleConnections int) *HTTPClient {
	// net/http continues to connect, for the next attempt, after the attempt that needed
	// the connection has ended. Only these timeouts stop it. net/http has none for a
	// SOCKS proxy that accepts the connection and stays silent.
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
		// No page of the vendor mentions compressed answers. Without them, no body can
		// expand without limit.
		DisableCompression: true,
		// 300 conversations are sent in one write and received in a few reads.
		WriteBufferSize:        32 << 10,
		ReadBufferSize:         32 << 10,
		MaxResponseHeaderBytes: 64 << 10,
	}}
	c.reset()
	return c
}

// reset replaces the transports by ones without connections.
func (c *HTTPClient) reset() {
	c.fresh = c.base.Clone()
	c.fresh.DisableKeepAlives = true
	c.kept, c.opened = c.base.Clone(), time.Now().Round(0)
}

// Do sends a request. It does not use http.Client, so there are no redirects, no
// cookies and no *url.Error, which quotes the signed URL.
func (c *HTTPClient) Do(r *http.Request) (*http.Response, error) {
	if c.base == nil {
		return nil, errors.New("an HTTPClient that NewHTTPClient has not made")
	}
	if state, ok := r.Context().Value(attemptKey{}).(*attemptState); ok && state.fresh {
		return c.fresh.RoundTrip(r)
	}
	return c.pool(time.Now().Round(0)).RoundTrip(r)
}

// pool returns the transport with the idle connections. It replaces a transport that is
// too old; the connections of the old one end with their calls. Do has stripped the
// monotonic clock from now, because it stops while an instance is frozen.
func (c *HTTPClient) pool(now time.Time) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.opened); age < 0 || age >= maxAge {
		c.kept.CloseIdleConnections()
		c.kept, c.opened = c.base.Clone(), now
	}
	return c.kept
}

// CloseIdleConnections closes the connections that are not in use.
func (c *HTTPClient) CloseIdleConnections() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil {
		c.kept.CloseIdleConnections()
	}
}

// proxyError is the HTTP status of a proxy that refused to connect.
type proxyError int

func (e proxyError) Error() string { return fmt.Sprintf("the proxy answered %d", int(e)) }

func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return proxyError(answer.StatusCode)
	}
	return nil
}

// transport is the end of the stack. It sends a request and returns the answer with an
// unread body.
type transport struct{ client smithyhttp.ClientDo }

// Handle sends a request. Its errors are [*NetworkError] and [*CertificateError].
func (t transport) Handle(ctx context.Context, input any) (any, middleware.Metadata, error) {
	response, err := send(ctx, t.client, input.(*smithyhttp.Request))
	if err != nil {
		return nil, middleware.Metadata{}, sendError(err)
	}
	return &smithyhttp.Response{Response: response}, middleware.Metadata{}, nil
}

// send sends a request. If a kept-alive connection ends before the first byte of the
// reply, as after an instance was frozen, that is not a fault of Chat: send repeats the
// request once, on a new connection. net/http itself would repeat it any number of
// times; without GetBody it does not.
func send(ctx context.Context, client smithyhttp.ClientDo, request *smithyhttp.Request) (*http.Response, error) {
	response, again, err := sendOnce(ctx, client, request)
	if again {
		response, _, err = sendOnce(context.WithValue(ctx, attemptKey{}, &attemptState{fresh: true}), client, request)
	}
	return response, err
}

// sendOnce sends a request. again reports that a kept-alive connection was dead.
// sendOnce closes the connection of a 408 or 5xx.
func sendOnce(ctx context.Context, client smithyhttp.ClientDo, request *smithyhttp.Request) (response *http.Response, again bool, err error) {
	var got struct {
		kept, replied atomic.Bool // net/http can run the hooks after Do has returned
		connection    atomic.Pointer[net.Conn]
	}
	r := request.Request.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(info httptrace.GotConnInfo) { got.kept.Store(info.Reused); got.connection.Store(&info.Conn) },
		GotFirstResponseByte: func() { got.replied.Store(true) },
	}))
	r.Body, _ = r.GetBody() // the serializer's GetBody never fails
	r.GetBody = nil
	response, err = client.Do(r)
	if err != nil {
		// A timeout of the HTTP client itself does not mean that the connection was dead.
		return nil, got.kept.Load() && !got.replied.Load() && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded), err
	}
	broken := response.StatusCode == http.StatusRequestTimeout || response.StatusCode >= http.StatusInternalServerError
	if connection := got.connection.Load(); connection != nil && broken {
		(*connection).Close()
	}
	return response, false, nil
}

// sendError returns a [*CertificateError] if a certificate does not verify, and a
// [*NetworkError] otherwise.
func sendError(err error) error {
	// An http.Client in Options wraps its errors in a *url.Error, which quotes the signed
	// URL.
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &CertificateError{Err: err}
	}
	return &NetworkError{Err: err}
}

// describe returns the kind of failure of err, without quoting it.
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
