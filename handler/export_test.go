package handler

import (
	"time"

	"chatmarks/chat"
)

// What the tests of package handler_test may touch inside.

// NeverLose makes a handler whose log loses no line on a busy machine.
func NeverLose(h *Handler) *Handler {
	h.lines.wait = time.Minute
	return h
}

// DecodeRequest gives what decodeRequest does: a request, or else the code and
// the details of its failure.
func DecodeRequest(body []byte, max int, withApp bool) (in *chat.SearchContactGroupInput, sdkAppID string, code Code, details []chat.FieldError) {
	r, f := decodeRequest(body, max, withApp)
	if f != nil {
		return nil, "", f.code, f.details
	}
	return &r.input, r.sdkAppID, "", nil
}

// Spoil makes everything panic that reads the settings.
func Spoil(h *Handler) *Handler {
	h.settings = nil
	return h
}
