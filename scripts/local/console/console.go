// Package console is a page to try the function with: a form for the request, the answer as people read it, and the data that the
// embedded Chat answers from.
//
//	page, err := console.New(console.Config{Invoke: invoke, Lines: lines, Chat: chat, Data: data, Next: function})
//	http.Serve(listener, page)
//
// It is served at / to whoever asks for HTML there, with its files and its own API below [Prefix]; every other request is the
// function's. The page is plain HTML, CSS and JavaScript out of this binary. It asks nobody but the address that it came from, and
// that address answers nobody but the page (see guard.go): the API can change data and send events. The function behind it answers
// under this machine's own names only.
package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// Prefix is the part of the address that is the console's own.
const Prefix = "/.console/"

// Config is what the page works on.
type Config struct {
	// Invoke sends the function an event; required.
	Invoke func(ctx context.Context, event []byte) (*platform.Result, error)
	// Failure says what the platform answers if Invoke fails; required.
	Failure func(err error) (status int, text string)
	// Lines holds the function's log; required.
	Lines *platform.Lines
	// Next takes every request that is not for the console; required.
	Next http.Handler
	// Chat is the embedded Chat and Data what it answers from. Without them the page has no faults to script, no data to change and
	// no attempts to show.
	Chat *chattest.Server
	Data *chattest.Data
	// Sign makes a UserSig for a user of the demo app. It must be nil if the key is a real one: what it makes is shown.
	Sign func(user string) (string, error)
	// Token is the caller's token that the function accepts, if any. It goes into events, never to the page.
	Token string
	// Apps are the configured SDKAppIDs, the default first.
	Apps []string
	// Ways is the function's CALLER_AUTH.
	Ways string
	// Samples are events to send as they are.
	Samples []Sample
	// Build says how the function's sources were last built. Nil if nobody watches them.
	Build func() Build
}

// Build is what became of the function's sources.
type Build struct {
	At    string `json:"at"`    // the time at which the function was started, as 15:04:05
	Error string `json:"error"` // why newer sources were not started; empty if they were
}

// Sample is an event with the placeholder {{USERSIG}} where a UserSig belongs.
type Sample struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Event string `json:"event"`
}

// Console serves the page, its API and, for everything else, Config.Next.
type Console struct {
	config Config
	own    http.Handler
	// turn lets a call of the page run alone, so that the attempts in Chat's journal and the faults of its script are that call's.
	turn sync.RWMutex
}

// New makes a console.
func New(c Config) (*Console, error) {
	if c.Invoke == nil || c.Failure == nil || c.Lines == nil || c.Next == nil {
		return nil, errors.New("console: Invoke, Failure, Lines and Next are required")
	}
	if (c.Chat == nil) != (c.Data == nil) {
		return nil, errors.New("console: Chat and Data go together")
	}
	console := &Console{config: c}
	console.own = guard(console.routes())
	return console, nil
}

// ServeHTTP takes what is the console's and passes on the rest, but nothing under a foreign name: the guard refuses it. The function,
// too, would answer a page of another site that let its name point here, and with CALLER_AUTH=none without a credential.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, Prefix) || asksForPage(r) || !loopbackHost(r.Host) {
		c.own.ServeHTTP(w, r)
		return
	}
	if c.config.Chat != nil {
		c.turn.RLock()
		defer c.turn.RUnlock()
	}
	c.config.Next.ServeHTTP(w, r)
}

// asksForPage tells a browser that opens the address from a client that calls the function.
func asksForPage(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// routes are the console's own addresses.
func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", servePage)
	mux.Handle("GET "+Prefix, http.StripPrefix(Prefix, files))
	mux.HandleFunc("GET "+Prefix+"api/state", c.serveState)
	mux.HandleFunc("POST "+Prefix+"api/call", c.serveCall)
	if c.config.Build != nil {
		mux.HandleFunc("GET "+Prefix+"api/build", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, c.config.Build()) })
	}
	if c.config.Data != nil {
		mux.HandleFunc("GET "+Prefix+"api/data", c.serveData)
		mux.HandleFunc("PUT "+Prefix+"api/data", c.replaceData)
		mux.HandleFunc("DELETE "+Prefix+"api/data", c.resetData)
	}
	return mux
}
