package handler_test

import (
	"errors"
	"flag"
	"net/http"
	"strings"
	"testing"

	"chatmarks/chat"
	"chatmarks/handler"
	"chatmarks/scripts/contract/cases"
)

var update = flag.Bool("update", false, "write the answers of the cases anew")

// TestCases runs the cases of the contract in process.
func TestCases(t *testing.T) {
	t.Parallel()
	all, err := cases.Load("../scripts/contract/cases")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			c.Run(t, startForCase, *update)
		})
	}
}

func startForCase(t *testing.T, env map[string]string) cases.Function {
	log := &logLines{}
	client := chat.NewHTTPClient(8)
	t.Cleanup(client.CloseIdleConnections)
	h := handler.NeverLose(handler.New(handler.Options{Environ: environ(env), Log: log, HTTPClient: client}))
	return cases.Function{
		Invoke: func(event []byte) string {
			answer, err := h.Invoke(handing(t.Context(), env), event)
			if failure, ok := errors.AsType[*handler.RetryableError](err); ok {
				return failure.Error()
			}
			return string(answer)
		},
		HTTP: func(r *http.Request, body []byte) (int, http.Header, string) {
			return cases.Serve(t.Context(), h, r, body)
		},
		Log: func(id string) string {
			for line := range strings.Lines(log.String()) {
				if strings.Contains(line, id) {
					return line
				}
			}
			return ""
		},
	}
}
