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

// serializer is the Serialize step. It sets the method, endpoint and body, which are
// the same for every attempt. The signing step sets the query.
type serializer struct {
	endpoint *url.URL
	path     string
	body     func() []byte
}

func (serializer) ID() string { return "OperationSerializer" }

func (s serializer) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
	out middleware.SerializeOutput, metadata middleware.Metadata, err error,
) {
	request := in.Request.(*smithyhttp.Request) // newStack uses no other type
	request.Method = http.MethodPost
	*request.URL = url.URL{Scheme: s.endpoint.Scheme, Host: s.endpoint.Host, Path: s.path}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "chatmarks")
	// net/http recognizes this type of body: it sends headers and body in one TLS record,
	// and the request can be sent again. It would not recognize a smithy stream.
	body := s.body()
	request.ContentLength = int64(len(body))
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return next.HandleSerialize(ctx, in)
}
