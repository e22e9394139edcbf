package chat

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// serializer is the Serialize step: method, endpoint and body, the same for
// every attempt. The query comes with the signature.
type serializer struct {
	endpoint *url.URL
	path     string
	body     func() []byte
}

func (serializer) ID() string { return "OperationSerializer" }

func (s serializer) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
	out middleware.SerializeOutput, metadata middleware.Metadata, err error,
) {
	request := in.Request.(*smithyhttp.Request) // newStack makes no other
	request.Method = http.MethodPost
	*request.URL = url.URL{Scheme: s.endpoint.Scheme, Host: s.endpoint.Host, Path: s.path}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "chatmarks")
	// In a form that net/http knows: so headers and body leave in one TLS record, and
	// the request can be sent again. A smithy stream would be hidden from net/http.
	body := s.body()
	request.ContentLength = int64(len(body))
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return next.HandleSerialize(ctx, in)
}
