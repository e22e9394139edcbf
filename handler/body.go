package handler

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

// isJSON reports whether every Content-Type is application/json or …+json. It ignores
// parameters and allows repeated headers, because some clients and proxies send odd
// parameters or the header twice. A missing or empty Content-Type counts as JSON.
func isJSON(types []string) bool {
	return !slices.ContainsFunc(types, func(one string) bool {
		media := one
		if end := strings.IndexAny(one, ";,"); end >= 0 {
			media = one[:end]
		}
		media = strings.ToLower(strings.TrimSpace(media))
		return strings.TrimSpace(one) != "" && media != "application/json" && !strings.HasSuffix(media, "+json")
	})
}

// readBody reads a body of at most maxRequest bytes.
func readBody(r *http.Request) ([]byte, *failure) {
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := body.ReadFrom(io.LimitReader(r.Body, maxRequest+1))
	switch {
	case body.Len() > maxRequest:
		return nil, requestTooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, timedOut(err)
	case errors.Is(err, errClientClosed):
		return nil, clientClosed()
	case err != nil:
		return nil, malformed("the body cannot be read: cut short, broken base64, or not UTF-8")
	}
	return body.Bytes(), nil
}

// errClientClosed means that the connection ended before the body was complete.
var errClientClosed = errors.New("the connection ended before the body")

// clientBody is the body of a request that arrives over a connection.
type clientBody struct {
	io.ReadCloser
	ended bool // the body was read to its end
}

// Read returns errClientClosed if the connection ended. This distinguishes a closed
// connection from an invalid body.
func (b *clientBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	network, ok := errors.AsType[*net.OpError](err)
	switch {
	case err == io.EOF:
		b.ended = true
	case errors.Is(err, io.ErrUnexpectedEOF) || ok && !network.Timeout():
		err = errClientClosed
	}
	return n, err
}

// discard reads the rest of the body after the answer. Otherwise the connection of a
// client that is still sending would be reset before the client reads the answer.
// discard stops if the client sends less than 32 KiB per second.
func (b *clientBody) discard(ctx context.Context, w http.ResponseWriter) {
	const most, step, pause = 8 << 20, 32 << 10, time.Second
	if b.ended {
		return
	}
	connection := http.NewResponseController(w)
	for n := 0; n < most && ctx.Err() == nil; n += step {
		_ = connection.SetReadDeadline(time.Now().Add(pause))
		if _, err := io.CopyN(io.Discard, b, step); err != nil {
			return
		}
	}
}

// endReading stops the reading of the body when ctx ends. The returned function
// cancels this, so that the connection can serve the next request. It reports whether
// reading has already been stopped.
//
// A read deadline set in advance does not work: net/http also reads in the background
// and treats an expired deadline as a closed connection.
func endReading(ctx context.Context, w http.ResponseWriter) (stop func() (ended bool)) {
	done := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = http.NewResponseController(w).SetReadDeadline(time.Now()) // fails with a test's recorder, which has no connection
	})
	return func() bool {
		if undo() {
			return false
		}
		<-done
		return true
	}
}
