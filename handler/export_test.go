package handler

import (
	"time"

	"chatmarks/chat"
)

// This file exports internals for the tests in package handler_test.

// NeverLose changes a handler so that its log loses no lines on a busy machine.
func NeverLose(h *Handler) *Handler {
	h.lines.wait = time.Minute
	return h
}

// DecodeRequest calls decodeRequest. It returns the request, or the code and the details
// of the failure.
func DecodeRequest(body []byte, max int, withApp bool) (in *chat.SearchContactGroupInput, sdkAppID string, code Code, details []chat.FieldError) {
	r, f := decodeRequest(body, max, withApp)
	if f != nil {
		return nil, "", f.code, f.details
	}
	return &r.input, r.sdkAppID, "", nil
}

// Spoil changes a handler so that reading its settings panics.
func Spoil(h *Handler) *Handler {
	h.settings = nil
	return h
}

// SetLimit changes the maximum number of connections.
func (s *Server) SetLimit(n int) { s.limit = n }
