package chat

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// ServiceID is the name of the service in a [*smithy.OperationError].
const ServiceID = "Chat"

// Client calls Chat for one app. It is safe for concurrent use.
type Client struct {
	options  Options
	endpoint *url.URL
	signer   *signer
}

// New returns a client. Its error names every missing or invalid option, but quotes
// no value.
func New(options Options) (*Client, error) {
	o, endpoint, err := options.resolve()
	if err != nil {
		return nil, fmt.Errorf("chat options: %w", err)
	}
	return &Client{options: o, endpoint: endpoint, signer: &signer{options: &o}}, nil
}

// operation is a command of Chat's REST API. It has the parts that differ between
// commands; all commands share the stack that invoke builds.
type operation[In, Out any] struct {
	name     string // in a [*smithy.OperationError]
	path     string
	validate func(in *In, most int) error // most is Options.MaxConversations
	encode   func(in *In) []byte
	decode   func(body []byte) (*Out, error) // returns an [*APIError] if Chat refused
}

// invoke makes one call and returns its number of attempts, also on failure. It builds
// a stack for each call: running a stack writes to it, so sharing one is a data race.
func invoke[In, Out any](ctx context.Context, c *Client, op *operation[In, Out], in *In) (out *Out, attempts int, err error) {
	s := newStack(c, op, in)
	result, metadata, err := s.HandleMiddleware(ctx, in, transport{client: c.options.HTTPClient})
	if call, ok := errors.AsType[*CallError](err); ok {
		return nil, call.Attempts, call.Err
	}
	if err != nil {
		return nil, 0, err
	}
	attempts, _ = metadata.Get(attemptsKey{}).(int)
	return result.(*Out), attempts, nil // the deserializer returns what decode returned
}

func newStack[In, Out any](c *Client, op *operation[In, Out], in *In) *middleware.Stack {
	s := middleware.NewStack(op.name, smithyhttp.NewStackRequest)
	// Add never fails, see its documentation.
	_ = s.Initialize.Add(validation(func() error { return op.validate(in, c.options.MaxConversations) }), middleware.After)
	_ = s.Serialize.Add(serializer{endpoint: c.endpoint, path: op.path, body: func() []byte { return op.encode(in) }}, middleware.After)
	_ = s.Finalize.Add(&retry{options: &c.options, signer: c.signer}, middleware.After)
	_ = s.Finalize.Add(signing{signer: c.signer}, middleware.After)
	_ = s.Deserialize.Add(deserializer{decode: func(body []byte) (any, error) { return op.decode(body) }}, middleware.After)
	return s
}

// error returns the error of one or more calls, with their total number of attempts.
func (op *operation[In, Out]) error(attempts int, err error) error {
	if attempts > 0 {
		err = &CallError{Attempts: attempts, Err: err}
	}
	return &smithy.OperationError{ServiceID: ServiceID, OperationName: op.name, Err: err}
}
