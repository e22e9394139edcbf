package openapi_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tencentyun/scf-go-lib/functioncontext"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
	"chatmarks/handler"
	"chatmarks/scripts/contract/cases"
)

// newHandler makes a function. client is for the calls to Chat; nil means the default
// client.
func newHandler(t *testing.T, env map[string]string, client smithyhttp.ClientDo) *handler.Handler {
	t.Helper()
	if client == nil {
		c := chat.NewHTTPClient(8)
		t.Cleanup(c.CloseIdleConnections)
		client = c
	}
	var environ []string
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	return handler.New(handler.Options{Environ: environ, Log: io.Discard, HTTPClient: client})
}

// forCase makes the function of a case. It does not check the log, which the other
// runners do.
func forCase(t *testing.T, env map[string]string) cases.Function {
	h := newHandler(t, env, nil)
	return cases.Function{
		Invoke: func(event []byte) string {
			ctx := functioncontext.NewContext(t.Context(), &functioncontext.FunctionContext{RequestID: "of-the-platform", Environment: env})
			answer, err := h.Invoke(ctx, event)
			if err != nil {
				t.Errorf("an HTTP event gave a Go error: %v", err)
			}
			return string(answer)
		},
		HTTP: func(r *http.Request, body []byte) (int, http.Header, string) {
			return cases.Serve(t.Context(), h, r, body)
		},
	}
}

// post sends a JSON body.
func post(t *testing.T, ctx context.Context, h http.Handler, target, body string) *answer {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	status, header, text := cases.Serve(ctx, h, r, []byte(body))
	return &answer{status: status, header: header, body: []byte(text)}
}

// environment returns the demo app's environment for a Chat at an address.
func environment(endpoint string) map[string]string {
	return map[string]string{
		"CHAT_SDKAPPID": "1400000001", "CHAT_SECRET_KEY": chattest.DemoApp().SecretKey, "CHAT_REGION": "china",
		"CHAT_ENDPOINT": endpoint, "CHAT_RATE_LIMIT": "0", "CALLER_AUTH": "none",
	}
}
