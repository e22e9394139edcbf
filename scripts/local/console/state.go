package console

import (
	"encoding/json"
	"net/http"
)

// state is what the page has to know before it can show itself. It holds no secret.
type state struct {
	Embedded bool     `json:"embedded"` // the Chat is the embedded one
	Signs    bool     `json:"signs"`    // demo users can be signed for
	Token    bool     `json:"token"`    // there is a configured token
	Ways     string   `json:"ways"`
	Apps     []string `json:"apps"`
	Samples  []Sample `json:"samples"`
	Watch    bool     `json:"watch"` // api/build is there
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
		panic(err) // every answer is made of strings and numbers
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the page has gone
}

// problem is what the API answers to a mistake in a field of the page that is not the function's to judge.
type problem struct {
	Error string `json:"error"`
	Field string `json:"field,omitempty"`
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, problem{Error: text})
}
