package chat

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxReplays bounds the dead connections that one attempt gets past. The pool
// keeps no more idle ones for a host.
const maxReplays = maxIdleConnections

// send sends a request. A kept-alive connection that ends before the first byte
// of the answer, as in an instance that was frozen, says nothing about Chat: the
// same request goes out once more on another one. net/http does so itself over
// HTTP/1, but over HTTP/2 it gives up.
func (t transport) send(ctx context.Context, request *smithyhttp.Request) (*http.Response, error) {
	for n := 0; ; n++ {
		var c connection
		response, err := t.client.Do(build(c.watch(ctx), request))
		if err == nil || n == maxReplays || ctx.Err() != nil || !c.ended(err) {
			return response, err
		}
	}
}

// connection is what is known of the connection that a request went out on. The
// hooks of net/http can run after it gave up.
type connection struct {
	kept     atomic.Bool // from an earlier request
	answered atomic.Bool
}

func (c *connection) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(info httptrace.GotConnInfo) { c.kept.Store(info.Reused) },
		GotFirstResponseByte: func() { c.answered.Store(true) },
	})
}

// ended reports whether err is the end of a kept connection, and not of a
// single request on it, or of the time that the client has of its own.
func (c *connection) ended(err error) bool {
	var stream streamError
	return c.kept.Load() && !c.answered.Load() && !errors.As(err, &stream) && !errors.Is(err, context.DeadlineExceeded)
}

// streamError has the form of the HTTP/2 error for one request, as which
// errors.As finds it (net/http, http2StreamError.As).
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (streamError) Error() string { return "http2 stream error" }
