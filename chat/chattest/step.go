package chattest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Action is what the server does with a request.
type Action string

// The actions. An action with a body, but without its own answer, uses the sample
// answer of the vendor's page.
const (
	// OK judges the request and answers from the data. It is the zero Action.
	OK Action = ""
	// HTTP answers with Step.Status and a page of HTML, as a proxy does.
	HTTP Action = "http"
	// Reset ends the connection with a TCP RST before the first byte.
	Reset Action = "reset"
	// EOF closes the connection before the first byte.
	EOF Action = "eof"
	// Truncate announces the whole length, sends half the body and closes.
	Truncate Action = "truncate"
	// ChunkCut sends half the body chunked, and closes without the last chunk.
	ChunkCut Action = "chunkcut"
	// Endless sends a body until the client or the server goes away.
	Endless Action = "endless"
	// Big sends a complete answer of more than 4 MiB.
	Big Action = "big"
	// Hang sends nothing until the client or the server goes away.
	Hang Action = "hang"
	// Stall sends half the body, then nothing more.
	Stall Action = "stall"
	// Garbage answers with a complete body that is not JSON.
	Garbage Action = "garbage"
	// HTML answers with a page of HTML in HTTP 200, as a captive portal does.
	HTML Action = "html"
	// Empty answers with no body at all.
	Empty Action = "empty"
	// Redirect sends the client to another path of the same server.
	Redirect Action = "redirect"
	// Undocumented answers with JSON whose values have other types than documented.
	Undocumented Action = "undocumented"
	// Older judges like OK, but names the results of a search ContactItem, as in the
	// table of the vendor's page, instead of ContactResultItem.
	Older Action = "older"
)

// plain are the actions whose name in a script is the Action itself, in the order of
// error messages.
var plain = []Action{
	Reset, EOF, Truncate, ChunkCut, Endless, Big, Hang, Stall,
	Garbage, HTML, Empty, Redirect, Undocumented, Older,
}

// silent are the actions that send no header.
var silent = []Action{Reset, EOF, Hang}

// Forever is the Repeat of a step that is never used up.
const Forever = -1

// Step is what the server does with one request, or with several in a row. The
// zero value judges one request and answers it.
type Step struct {
	// Action is the action to play. Default: OK.
	Action Action
	// Code, with Action OK, refuses the request with this Chat code, without judging it.
	Code int
	// Body, with Action OK, answers with this text in HTTP 200, without judging the
	// request. A script cannot contain it.
	Body string
	// Status replaces the HTTP status of the answer, 200 to 599. It is required for
	// the action HTTP. Only that action allows 204 and 304, which have no body.
	Status int
	// Delay is the pause before anything is sent.
	Delay time.Duration
	// RetryAfter is the value of a Retry-After header; a script can only give
	// seconds. Default: no such header.
	RetryAfter string
	// Repeat is how many times to play the step. Forever, or any other negative number,
	// means without end. Default: once.
	Repeat int
}

// String returns the step in the form that [ParseScript] parses. A step with a Body has
// no such form; its action is shown as "body".
func (s Step) String() string {
	parts := []string{s.name()}
	if s.Delay > 0 {
		parts = append(parts, "delay="+s.Delay.String())
	}
	if s.RetryAfter != "" {
		parts = append(parts, "retry-after="+s.RetryAfter)
	}
	if s.Status != 0 && s.Action != HTTP {
		parts = append(parts, "status="+strconv.Itoa(s.Status))
	}
	text := strings.Join(parts, "+")
	switch {
	case s.Repeat < 0:
		return text + "*"
	case s.Repeat > 1:
		return text + "*" + strconv.Itoa(s.Repeat)
	}
	return text
}

func (s Step) name() string {
	switch {
	case s.Action == HTTP:
		return "http" + strconv.Itoa(s.Status)
	case s.Action != OK:
		return string(s.Action)
	case s.Body != "":
		return "body"
	case s.Code != 0:
		return strconv.Itoa(s.Code)
	}
	return "ok"
}

// check returns an error if the step cannot be played. ParseScript never returns such a
// step. If a Go program makes one, the server answers with HTTP 500 and this error.
func (s Step) check() error {
	switch {
	case s.Action != OK && s.Action != HTTP && !slices.Contains(plain, s.Action):
		return fmt.Errorf("unknown action %q", s.Action)
	case s.Action != OK && (s.Code != 0 || s.Body != ""):
		return errors.New("a code or body goes with no other action")
	case s.Code < 0 || s.Code != 0 && s.Body != "":
		return errors.New("a step has a positive code or a body")
	case s.Delay < 0:
		return errors.New("delay is negative")
	case slices.Contains(silent, s.Action) && (s.Status != 0 || s.RetryAfter != ""):
		return fmt.Errorf("%s sends no header, so it has no status and no retry-after", s.Action)
	}
	return s.checkStatus()
}

func (s Step) checkStatus() error {
	switch {
	case s.Status == 0 && s.Action != HTTP:
		return nil
	case s.Status < 200 || s.Status > 599:
		return fmt.Errorf("status %d is not one of 200 to 599", s.Status)
	case s.Action != HTTP && !hasBody(s.Status):
		return fmt.Errorf("status %d has no body, write http%d", s.Status, s.Status)
	}
	return nil
}
