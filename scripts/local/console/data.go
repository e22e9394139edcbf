package console

import (
	"io"
	"net/http"
	"strings"

	"chatmarks/chat/chattest"
)

// maxBody bounds what the page may send: the platform's own limit for an event, and a little for what is around it.
const maxBody = 6<<20 + 64<<10

// serveData writes what the embedded Chat answers from.
func (c *Console) serveData(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, c.config.Data)
}

// replaceData takes a whole new data set, or says what Chat would not let a user have.
func (c *Console) replaceData(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil {
		err = c.config.Data.UnmarshalJSON(text)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, problem{Error: strings.TrimPrefix(err.Error(), "reading data: "), Field: "data"})
		return
	}
	c.serveData(w, r)
}

// resetData goes back to the data of the demo.
func (c *Console) resetData(w http.ResponseWriter, r *http.Request) {
	text, err := chattest.DemoData().MarshalJSON()
	if err == nil {
		err = c.config.Data.UnmarshalJSON(text)
	}
	if err != nil {
		writeError(w, http.StatusInternalServerError, err.Error())
		return
	}
	c.serveData(w, r)
}
