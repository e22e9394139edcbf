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

// New makes a client. Its error names every option that is missing or wrong,
// and quotes none.
func New(options Options) (*Client, error) {
	o, endpoint, err := options.resolve()
	if err != nil {
		return nil, fmt.Errorf("chat options: %w", err)
	}
	return &Client{options: o, endpoint: endpoint, signer: newSigner(&o)}, nil
}

// stack is what a call runs through. It is built for each call: running a
// smithy Stack writes to it, so a shared one is a data race.
func (c *Client) stack() *middleware.Stack {
	s := middleware.NewStack("SearchContactGroup", smithyhttp.NewStackRequest)
	// Add never fails, see its documentation.
	_ = s.Initialize.Add(validation{max: c.options.MaxConversations}, middleware.After)
	_ = s.Serialize.Add(serializer{endpoint: c.endpoint}, middleware.After)
	_ = s.Finalize.Add(&retry{options: &c.options, signer: c.signer}, middleware.After)
	_ = s.Finalize.Add(signing{signer: c.signer}, middleware.After)
	_ = s.Deserialize.Add(deserializer{}, middleware.After)
	return s
}

// call makes one call of the command: at most 300 conversations.
func (c *Client) call(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	result, metadata, err := c.stack().HandleMiddleware(ctx, in, transport{client: c.options.HTTPClient})
	if err != nil {
		return nil, operationError(err)
	}
	out, ok := result.(*SearchContactGroupOutput)
	if !ok {
		return nil, operationError(errors.New("the stack gave no output"))
	}
	out.Attempts, _ = metadata.Get(attemptsKey{}).(int)
	return out, nil
}

func operationError(err error) error {
	return &smithy.OperationError{ServiceID: ServiceID, OperationName: "SearchContactGroup", Err: err}
}
