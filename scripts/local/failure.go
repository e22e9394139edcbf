package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"chatmarks/scripts/local/platform"
)

// platformFailure returns the platform's answer when the function gives none: its status
// codes, vendor page 583/42611.
func platformFailure(err error, timeout time.Duration) (status int, text string) {
	switch {
	case errors.Is(err, platform.ErrEnded):
		return 439, "User process exit when running"
	case errors.Is(err, context.DeadlineExceeded):
		return 433, fmt.Sprintf("Invoking task timed out after %g seconds", timeout.Seconds())
	case errors.Is(err, context.Canceled):
		return 499, "RequestCanceled"
	default:
		return http.StatusInternalServerError, "InternalError"
	}
}

// writeFailure writes an error as the platform's envelope.
func writeFailure(w http.ResponseWriter, status int, text, requestID string) {
	body, err := json.Marshal(map[string]any{
		"errorCode": -1, "errorMessage": text, "requestId": requestID, "statusCode": status,
	})
	if err != nil {
		panic(err) // strings and numbers can always be encoded as JSON
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the client has gone
}
