package console

import (
	"io"
	"net/http"
	"strings"

	"chatmarks/chat/chattest"
)

// maxBody limits the body of a request to the API: the platform's limit for an event,
// plus the fields around it.
const maxBody = 6<<20 + 64<<10

// serveData writes the data of the embedded Chat.
func (c *Console) serveData(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, c.config.Data)
}

// replaceData replaces the whole data set, or reports what Chat does not allow.
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

// resetData restores the demo's data.
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
