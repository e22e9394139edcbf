package console

import (
	"encoding/json"
	"errors"
	"net/http"
)

// state is what the page needs before it can be shown. It contains no secret.
type state struct {
	Embedded bool     `json:"embedded"` // the Chat is embedded
	Signs    bool     `json:"signs"`    // the console can sign for demo users
	Token    bool     `json:"token"`    // a token is configured
	Ways     string   `json:"ways"`
	Apps     []string `json:"apps"`
	Samples  []Sample `json:"samples"`
	Watch    bool     `json:"watch"` // api/build exists
}

func (c *Console) serveState(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, state{
		Embedded: c.config.Chat != nil,
		Signs:    c.config.Sign != nil,
		Token:    c.config.Token != "",
		Ways:     c.config.Ways,
		Apps:     c.config.Apps,
		Samples:  c.config.Samples,
		Watch:    c.config.Build != nil,
	})
}

// writeJSON writes an answer of the API.
func writeJSON(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err) // answers contain only strings and numbers
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the page has gone
}

// problem is the API's answer to a mistake in a field that the page checks, not the
// function.
type problem struct {
	Error string `json:"error"`
	Field string `json:"field,omitempty"`
}

// fieldError is a mistake in a field of the page.
type fieldError struct{ field, text string }

func (e *fieldError) Error() string { return e.text }

// writeProblem answers a mistake: in the field that the error names, else in this one.
func writeProblem(w http.ResponseWriter, field string, err error) {
	if e, ok := errors.AsType[*fieldError](err); ok {
		field = e.field
	}
	writeJSON(w, http.StatusBadRequest, problem{Error: err.Error(), Field: field})
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, problem{Error: text})
}
