package chat

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/go-json-experiment/json/jsontext"
)

// path of the command.
const path = "/v4/recentcontact/search_contact_group"

// serializer is the Serialize step: method, endpoint and body, the same for
// every attempt. The query comes with the signature.
type serializer struct{ endpoint *url.URL }

func (serializer) ID() string { return "OperationSerializer" }

func (s serializer) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
	out middleware.SerializeOutput, metadata middleware.Metadata, err error,
) {
	request, ok := in.Request.(*smithyhttp.Request)
	if !ok {
		return out, metadata, &smithy.SerializationError{Err: fmt.Errorf("unknown transport type %T", in.Request)}
	}
	input, ok := in.Parameters.(*SearchContactGroupInput)
	if !ok {
		return out, metadata, &smithy.SerializationError{Err: fmt.Errorf("unknown input %T", in.Parameters)}
	}
	request.Method = http.MethodPost
	*request.URL = url.URL{Scheme: s.endpoint.Scheme, Host: s.endpoint.Host, Path: path}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "chatmarks")
	setBody(request.Request, appendInput(make([]byte, 0, 64+64*len(input.ContactItem)), input))
	return next.HandleSerialize(ctx, in)
}

// setBody gives the request a body in a form that net/http knows: so headers and
// body leave in one TLS record, and the request can be sent again. A smithy
// stream would be hidden from net/http by the Build of the request.
func setBody(r *http.Request, body []byte) {
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	// The key itself is not sent. It tells net/http that this POST may be sent
	// once more on a fresh connection where a kept-alive one turns out dead, as
	// in an instance that was frozen (net/http, Request.isReplayable).
	r.Header["Idempotency-Key"] = nil
}

// appendInput appends the body of the call.
func appendInput(b []byte, in *SearchContactGroupInput) []byte {
	b = append(b, `{"From_Account":`...)
	b = appendString(b, in.FromAccount)
	b = append(b, `,"ContactItem":[`...)
	for i, c := range in.ContactItem {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendItem(b, c)
	}
	return append(b, `]}`...)
}

func appendItem(b []byte, c ContactItem) []byte {
	if c.Type == TypeC2C {
		b = append(b, `{"Type":1,"To_Account":`...)
		b = appendString(b, c.ToAccount)
	} else {
		b = append(b, `{"Type":2,"ToGroupId":`...)
		b = appendString(b, c.ToGroupID)
	}
	return append(b, '}')
}

// appendString quotes; the error says that invalid UTF-8 was replaced, and
// after validation there is none.
func appendString(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}
