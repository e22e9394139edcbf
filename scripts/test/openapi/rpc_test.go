package openapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// rpc is the function as the platform runs it, behind a gateway.
type rpc struct {
	running *platform.Function
	shape   platform.Shape
}

func startRPC(t *testing.T, w *world, shape platform.Shape, chat *chattest.Server) *rpc {
	t.Helper()
	running, err := platform.Start(t.Context(), platform.Config{Binary: binary, Environment: w.variables(chat), Timeout: w.timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.Stop(); err != nil {
			t.Error(err)
		}
	})
	return &rpc{running: running, shape: shape}
}

func (f *rpc) send(t *testing.T, r *http.Request, body []byte) (*answer, error) {
	event, err := platform.Event(f.shape, r, body)
	if err != nil {
		return nil, err
	}
	result, err := f.running.Invoke(t.Context(), event)
	if err != nil {
		return nil, err
	}
	if result.Error != nil {
		return nil, fmt.Errorf("a Go error: %s", result.Error.Message)
	}
	response, err := platform.ParseResponse(result.Payload)
	if err != nil {
		return nil, err
	}
	return &answer{status: response.StatusCode, header: response.Header, body: response.Body}, nil
}
