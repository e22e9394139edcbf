package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"unicode/utf8"

	"chatmarks/scripts/local/platform"
)

// answer is what the sender of the event receives.
type answer struct {
	// Kind is "http" for a gateway's HTTP response, "event" for the value that a
	// trigger's event returns, "error" for a Go error, after which the platform retries a
	// trigger's event, and "platform" if the platform answers instead of the function.
	Kind       string      `json:"kind"`
	Status     int         `json:"status"`
	StatusText string      `json:"statusText"`
	Header     http.Header `json:"header"`
	Body       string      `json:"body"`
}

// newAnswer converts a result into what the sender of the event receives.
func newAnswer(r *platform.Result, viaHTTP bool) answer {
	if r.Error != nil {
		return answer{Kind: "error", StatusText: r.Error.Type, Body: readable([]byte(r.Error.Message))}
	}
	response, err := platform.ParseResponse(r.Payload)
	switch {
	case err == nil:
		return answer{
			Kind: "http", Status: response.StatusCode, StatusText: http.StatusText(response.StatusCode),
			Header: response.Header, Body: readable(response.Body),
		}
	case viaHTTP:
		return answer{Kind: "platform", Status: http.StatusForbidden, StatusText: "Invalid scf response format. " + err.Error()}
	default:
		return answer{Kind: "event", Body: readable(r.Payload)}
	}
}

// platformAnswer is the platform's answer when the function gives none.
func (c *Console) platformAnswer(err error) answer {
	status, text := c.config.Failure(err)
	return answer{Kind: "platform", Status: status, StatusText: text}
}

// readable returns a body as text, with JSON indented. The page cannot do this:
// JavaScript would round the numbers of high marks.
func readable(body []byte) string {
	var lines bytes.Buffer
	switch {
	case json.Indent(&lines, body, "", "  ") == nil:
		return lines.String()
	case utf8.Valid(body):
		return string(body)
	default:
		return fmt.Sprintf("%d bytes that are not text", len(body))
	}
}
