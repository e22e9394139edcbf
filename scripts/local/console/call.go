package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// call is the page's request to send an event.
type call struct {
	// From is the source that the event imitates.
	From string `json:"from"`
	// Request is the search or list, as written. Event is the whole event if From is
	// "event".
	Request string `json:"request"`
	Event   string `json:"event"`
	// SDKAppID names the app; empty selects the default app.
	SDKAppID   string     `json:"sdkappid"`
	Credential credential `json:"credential"`
	// Script holds the faults of the embedded Chat for this call.
	Script string `json:"script"`
}

// outcome describes what happened in a call.
type outcome struct {
	// Event is the event that was sent, with the placeholder {{USERSIG}} in place of a
	// secret, like the sample events.
	Event string `json:"event"`
	// Credential is the Authorization header. It contains the secret only if the demo's
	// key signed it.
	Credential string    `json:"credential"`
	Answer     answer    `json:"answer"`
	MS         float64   `json:"ms"`
	Log        []string  `json:"log"`
	Attempts   []attempt `json:"attempts"` // null without the embedded Chat
}

// serveCall sends one event and returns everything about it.
func (c *Console) serveCall(w http.ResponseWriter, r *http.Request) {
	var in call
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		writeError(w, http.StatusBadRequest, "read the call: "+err.Error())
		return
	}
	script, err := chattest.ParseScript(in.Script)
	if err != nil {
		e, _ := errors.AsType[*chattest.ScriptError](err) // as documented
		writeProblem(w, "script", fmt.Errorf("fault %d, %.60q: %w", e.Step, e.Text, e.Err))
		return
	}
	header, err := c.header(in.Credential)
	if err != nil {
		writeProblem(w, "credential", err)
		return
	}
	template, err := buildEvent(in, header, r.Host)
	if err != nil {
		writeProblem(w, "from", err)
		return
	}
	out := c.send(r.Context(), header.fill(template), script, isHTTP(in.From))
	out.Event, out.Credential = string(template), header.shown()
	writeJSON(w, http.StatusOK, out)
}

// send invokes the function while the embedded Chat plays a script, and collects what is
// visible from outside. If the page cancels the call, send makes the embedded Chat end
// it: the rest of the call would disturb the next one.
func (c *Console) send(ctx context.Context, event []byte, script []chattest.Step, viaHTTP bool) outcome {
	chat := c.config.Chat
	if chat != nil {
		c.turn.Lock()
		defer c.turn.Unlock()
		chat.ResetJournal()
		if len(script) > 0 {
			chat.ResetScript() // removes what is left of -chat-script
			chat.Script(script...)
			defer chat.ResetScript() // the rest of this script must not affect the next call
		}
		stop := context.AfterFunc(ctx, func() {
			chat.ResetScript()
			chat.CloseConnections()
		})
		defer stop()
		ctx = context.WithoutCancel(ctx)
	}
	begin := time.Now()
	result, err := c.config.Invoke(ctx, event)
	out := outcome{MS: milliseconds(time.Since(begin)), Log: []string{}}
	if chat != nil {
		out.Attempts = attempts(chat.Journal(), begin)
	}
	if err != nil {
		out.Answer = c.platformAnswer(err)
		return out
	}
	out.Answer = newAnswer(result, viaHTTP)
	out.Log = c.log(ctx, result)
	return out
}

// log returns the log lines of a call. They come through a separate pipe and may arrive
// shortly after the answer.
func (c *Console) log(ctx context.Context, result *platform.Result) []string {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	lines, _ := c.config.Lines.AwaitAll(ctx, result.RequestID, result.LogLines()) // LOG_LEVEL may hide some
	return append([]string{}, lines...)                                           // not null in JSON
}
