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
	"time"

	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	// maxAnswer bounds what is read of an answer. 300 conversations in 20
	// groups each, with full custom marks, come to less than 1 MiB.
	maxAnswer = 4 << 20
	// maxDrain and drainTime are spent on an answer that is of no use, so that
	// its connection can serve again; past them a new connection is cheaper.
	maxDrain  = 64 << 10
	drainTime = 50 * time.Millisecond
)

// deserializer is the Deserialize step: an answer becomes an output, or an error.
type deserializer struct{}

func (deserializer) ID() string { return "OperationDeserializer" }

func (deserializer) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	out, metadata, err = next.HandleDeserialize(ctx, in)
	if err != nil {
		return out, metadata, err
	}
	s, ok := ctx.Value(sendingKey{}).(*sending)
	if !ok {
		return out, metadata, errors.New("the step before did not begin an attempt")
	}
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if !ok {
		return out, metadata, &smithy.DeserializationError{Err: fmt.Errorf("unknown transport type %T", out.RawResponse)}
	}
	defer response.Body.Close()
	wait := parseRetryAfter(response.Header.Get("Retry-After"))
	if response.StatusCode != http.StatusOK {
		late := time.AfterFunc(drainTime, s.cancel)
		defer late.Stop()
		// After a 101 the body is the bare connection, which no context ends.
		if response.StatusCode >= http.StatusOK {
			_, _ = io.CopyN(io.Discard, response.Body, maxDrain)
		}
		return out, metadata, &StatusError{StatusCode: response.StatusCode, RetryAfter: wait}
	}
	body, err := readAnswer(response)
	if err != nil {
		return out, metadata, err
	}
	output, err := decodeAnswer(body)
	if api, ok := errors.AsType[*APIError](err); ok {
		api.Info, api.RetryAfter = cleanInfo(api.Info, s.credentials), wait
	}
	if err != nil {
		return out, metadata, err
	}
	out.Result = output
	return out, metadata, nil
}

// readAnswer reads the whole body. A body that ends before its time is a fault
// of the network, one that is too long an answer that Chat does not document.
func readAnswer(response *smithyhttp.Response) ([]byte, error) {
	var body bytes.Buffer
	if n := response.ContentLength; n > 0 && n <= maxAnswer {
		body.Grow(int(n) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, &NetworkError{Err: err}
	case n > maxAnswer:
		return nil, undocumented("an answer of more than %d bytes", maxAnswer)
	}
	return body.Bytes(), nil
}

// undocumented is the error for an answer that is not what the vendor's pages
// describe. Its text names places, never what stands there.
func undocumented(format string, args ...any) error {
	return &smithy.DeserializationError{Err: fmt.Errorf(format, args...)}
}

// parseRetryAfter reads seconds, however many; a date, or anything else, is no wait.
func parseRetryAfter(text string) time.Duration {
	seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return time.Duration(min(seconds, math.MaxInt32)) * time.Second
}
