package openapi_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tencentyun/scf-go-lib/functioncontext"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
	"chatmarks/handler"
	"chatmarks/scripts/contract/cases"
)

// newHandler makes a function; client is for the calls to Chat, nil for a usual one.
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

// forCase makes the function of a case. Its log is the other runners' business.
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
			a := send(t.Context(), h, r.Method, r.URL.String(), r.Header, string(body))
			return a.status, a.header, string(a.body)
		},
	}
}

// send sends a request as net/http does.
func send(ctx context.Context, h http.Handler, method, target string, header http.Header, body string) *answer {
	r := httptest.NewRequestWithContext(ctx, method, target, bytes.NewReader([]byte(body)))
	r.Header = header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	canonical := http.Header{}
	for name, values := range w.Header() {
		canonical[http.CanonicalHeaderKey(name)] = values
	}
	return &answer{status: w.Code, header: canonical, body: w.Body.Bytes()}
}

// post sends a JSON body.
func post(ctx context.Context, h http.Handler, target, body string) *answer {
	return send(ctx, h, http.MethodPost, target, http.Header{"Content-Type": {"application/json"}}, body)
}

// environment is the demo app's, for a Chat at an address.
func environment(endpoint string) map[string]string {
	return map[string]string{
		"CHAT_SDKAPPID": "1400000001", "CHAT_SECRET_KEY": chattest.DemoApp().SecretKey, "CHAT_REGION": "china",
		"CHAT_ENDPOINT": endpoint, "CHAT_RATE_LIMIT": "0", "CALLER_AUTH": "none",
	}
}
