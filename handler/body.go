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

// isJSON accepts a Content-Type of application/json or …+json, whatever its
// parameters: a client or proxy that writes odd ones, or the header twice, sends
// JSON all the same. A missing or empty one counts as JSON.
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

// readBody reads a body up to its limit.
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

// errClientClosed is the end of a connection while its request is being read.
var errClientClosed = errors.New("the connection ended before the body")

// clientBody is a body on its way over a connection.
type clientBody struct {
	io.ReadCloser
	ended bool // it was read to its end
}

// Read tells the end of the connection from a body that is broken.
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

// discard reads the rest of a body after the answer. Without that, the connection of a
// client that is still sending would be reset before it has read the answer. It stops
// if the client sends less than 32 KiB a second.
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

// endReading ends the reading of the body with ctx. The returned function undoes
// it, so that the connection can serve the next request, and reports whether it
// was too late for that.
//
// A read deadline set in advance does not work: net/http also reads in the background
// and treats the deadline as the end of the client.
func endReading(ctx context.Context, w http.ResponseWriter) (stop func() (ended bool)) {
	done := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = http.NewResponseController(w).SetReadDeadline(time.Now()) // a recorder of a test has none
	})
	return func() bool {
		if undo() {
			return false
		}
		<-done
		return true
	}
}
