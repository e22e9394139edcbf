package chat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxReply limits the size of a reply. 300 conversations in 20 groups each, with full
// custom marks, take less than 1 MiB.
const maxReply = 4 << 20

// deserializer is the Deserialize step. It turns a reply into an output or an error.
type deserializer struct {
	decode func(body []byte) (any, error)
}

func (deserializer) ID() string { return "OperationDeserializer" }

func (d deserializer) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	out, metadata, err = next.HandleDeserialize(ctx, in)
	if err != nil {
		return out, metadata, err
	}
	response := out.RawResponse.(*smithyhttp.Response) // transport returns no other type
	defer response.Body.Close()
	wait := parseRetryAfter(response.Header.Get("Retry-After"))
	if response.StatusCode != http.StatusOK {
		// The body is not read, so net/http does not reuse the connection.
		return out, metadata, &StatusError{StatusCode: response.StatusCode, RetryAfter: wait}
	}
	body := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(body) // no output refers to it
	if err := readReply(body, response); err != nil {
		return out, metadata, err
	}
	out.Result, err = d.decode(body.Bytes())
	if api, ok := errors.AsType[*APIError](err); ok {
		var sent credentials
		if attempt, ok := ctx.Value(attemptKey{}).(*attemptState); ok {
			sent = attempt.credentials
		}
		api.Info, api.RetryAfter = redact(api.Info, sent), wait
	}
	return out, metadata, err
}

// bodies are reusable buffers for replies. For what they gain, see buffers in package
// handler.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readReply reads the whole body. A truncated body is a network fault. A body that is
// too long is an undocumented reply.
func readReply(body *bytes.Buffer, response *smithyhttp.Response) error {
	body.Reset()
	if n := response.ContentLength; n > 0 && n <= maxReply {
		body.Grow(int(n) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(response.Body, maxReply+1))
	switch {
	case err != nil:
		return &NetworkError{Err: err}
	case n > maxReply:
		return undocumented("an answer of more than %d bytes", maxReply)
	}
	return nil
}

// undocumented returns the error for a reply that differs from the vendor's pages.
// Its text names places, never values.
func undocumented(format string, args ...any) error {
	return &smithy.DeserializationError{Err: fmt.Errorf(format, args...)}
}

// parseRetryAfter parses a number of seconds of any size. It returns 0 for a date or
// any other text.
func parseRetryAfter(text string) time.Duration {
	seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return time.Duration(min(seconds, math.MaxInt32)) * time.Second
}
