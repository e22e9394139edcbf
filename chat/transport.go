package chat

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxIdleConnections are kept for a host: one instance of a function answers
// one event, of which a batch or a large request makes a few calls at a time.
const maxIdleConnections = 8

// HTTPClient is a pool of connections, fit for one instance of a function. It
// never follows a redirect: the target would be handed the signed URL as
// Referer. It is worth sharing between the clients of several apps.
type HTTPClient struct{ transport *http.Transport }

var _ smithyhttp.ClientDo = (*HTTPClient)(nil)

// NewHTTPClient makes the client that [Options] has by default.
//
// The proxy settings HTTPS_PROXY and NO_PROXY are those of net/http, read once
// in the life of the process.
func NewHTTPClient() *HTTPClient {
	// net/http goes on connecting for the next attempt after the one that asked
	// has ended: these bounds are what ends it, except where a SOCKS proxy takes
	// the connection and stays silent, for which net/http has none.
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &HTTPClient{transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: proxyAnswer,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, DynamicRecordSizingDisabled: true},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    maxIdleConnections,
		IdleConnTimeout:        60 * time.Second,
		// No page offers compressed answers, and a body that unpacks without
		// bound is one thing less to guard.
		DisableCompression: true,
		// 300 conversations leave in one write and arrive in a few reads.
		WriteBufferSize:        32 << 10,
		ReadBufferSize:         32 << 10,
		MaxResponseHeaderBytes: 64 << 10,
		// A connection that died without a word, as in an instance that was
		// frozen, ends with the attempt that meets it over HTTP/1. Over HTTP/2 it
		// would serve, and fail, every call until the kernel gives up; so it is
		// asked, and gone before the attempt's time is over.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 2 * time.Second, PingTimeout: time.Second},
	}}
}

// Do sends a request. It goes round http.Client: no redirects, no cookies, and
// no *url.Error, which quotes the signed URL.
func (c *HTTPClient) Do(r *http.Request) (*http.Response, error) { return c.transport.RoundTrip(r) }

// CloseIdleConnections closes the connections that wait for a next call.
func (c *HTTPClient) CloseIdleConnections() { c.transport.CloseIdleConnections() }

// proxyError is the status with which a proxy refused to connect.
type proxyError int

func (e proxyError) Error() string { return fmt.Sprintf("the proxy answered %d", int(e)) }

func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return proxyError(answer.StatusCode)
	}
	return nil
}

// transport is the end of the stack: it sends a request and gives back the
// answer with its body still to be read.
type transport struct{ client smithyhttp.ClientDo }

// Handle sends. Its errors are [*NetworkError] and [*CertificateError].
func (t transport) Handle(ctx context.Context, input any) (any, middleware.Metadata, error) {
	request, ok := input.(*smithyhttp.Request)
	if !ok {
		return nil, middleware.Metadata{}, fmt.Errorf("unknown transport type %T", input)
	}
	response, err := t.send(ctx, request)
	if err != nil {
		return nil, middleware.Metadata{}, sendError(err)
	}
	return &smithyhttp.Response{Response: response}, middleware.Metadata{}, nil
}

// build makes the request that net/http sends, with a body of its own. It stands
// in for the Build of a smithy request, see setBody.
func build(ctx context.Context, request *smithyhttp.Request) *http.Request {
	r := request.Request.WithContext(ctx)
	r.Body, _ = r.GetBody() // setBody's never fails
	return r
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
