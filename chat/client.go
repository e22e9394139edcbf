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

// Client calls Chat for one app. It is safe for parallel use.
type Client struct {
	options  Options
	endpoint *url.URL
	signer   *signer
}

// New returns a client. Its error names every option that is missing or wrong,
// and quotes none.
func New(options Options) (*Client, error) {
	o, endpoint, err := options.resolve()
	if err != nil {
		return nil, fmt.Errorf("chat options: %w", err)
	}
	return &Client{options: o, endpoint: endpoint, signer: &signer{options: &o}}, nil
}

// operation is a command of Chat's REST API. What all commands share are the steps
// of the stack that invoke builds.
type operation[In, Out any] struct {
	name     string // in a [*smithy.OperationError]
	path     string
	validate func(in *In, most int) error // most conversations: Options.MaxConversations
	encode   func(in *In) []byte
	decode   func(body []byte) (*Out, error) // an [*APIError] if Chat refused
}

// invoke makes one call, and tells its attempts also if it failed. The stack is built
// for it: running one writes to it, so a shared one is a data race.
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
	return result.(*Out), attempts, nil // deserializer's result is decode's
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

// error is the error of one call or several, which had so many attempts together.
func (op *operation[In, Out]) error(attempts int, err error) error {
	if attempts > 0 {
		err = &CallError{Attempts: attempts, Err: err}
	}
	return &smithy.OperationError{ServiceID: ServiceID, OperationName: op.name, Err: err}
}
