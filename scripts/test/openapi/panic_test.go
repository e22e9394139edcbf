package openapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"chatmarks/handler"
)

// panicking brings about the one answer that nothing from outside can: a fault
// of the function. It takes a client of Chat that panics, so it is not the
// built function that answers.
func panicking(t *testing.T, d *document, seen *coverage) {
	chat := newChat(t)
	var environ []string
	for name, value := range open.variables(chat) {
		environ = append(environ, name+"="+value)
	}
	server := httptest.NewServer(handler.New(handler.Options{
		Environ:    environ,
		Log:        io.Discard,
		HTTPClient: smithyhttp.ClientDoFunc(func(*http.Request) (*http.Response, error) { panic("out of order") }),
	}))
	defer server.Close()
	e := exchange{body: simple, status: 500, code: handler.CodeInternalError}
	e.hold(t, d, seen, &web{address: server.Listener.Addr().String()}, chat)
}
