package openapi_test

import (
	"net/http"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// function is a running function that answers HTTP requests.
type function interface {
	send(t *testing.T, r *http.Request, body []byte) (*answer, error)
}

// way is one in which HTTP reaches the function.
type way struct {
	name   string
	worlds []*world
	start  func(t *testing.T, w *world, chat *chattest.Server) function
}

var ways = []way{
	through("API Gateway", platform.APIGateway),
	through("Function URL", platform.URL),
	through("TSE", platform.TSE),
	through("CLB", platform.CLB),
	// No platform sets a deadline here: the hurried world would have all the time.
	{"HTTP", []*world{guarded, open, broken}, func(t *testing.T, w *world, chat *chattest.Server) function {
		return startWeb(t, w, chat)
	}},
}

func through(name string, shape platform.Shape) way {
	return way{name, []*world{guarded, open, broken, hurried}, func(t *testing.T, w *world, chat *chattest.Server) function {
		return startRPC(t, w, shape, chat)
	}}
}
