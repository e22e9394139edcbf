package console

import (
	"encoding/json"
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

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, problem{Error: text})
}
