// Package console is a web page for trying the function: a form for the request, a readable
// answer, and the data that the embedded Chat answers from.
//
//	page, err := console.New(console.Config{Invoke: invoke, Lines: lines, Chat: chat, Data: data, Next: function})
//	http.Serve(listener, page)
//
// The page is served at / to clients that accept HTML. Its files and its API are below
// [Prefix]. Every other request goes to the function. The page is plain HTML, CSS and
// JavaScript, embedded in this binary. It sends requests only to its own origin, and its
// API answers only the page (see guard.go), since the API can change data and send events.
// The function behind it answers only under this machine's own names.
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

// Prefix is the path prefix of the console's own addresses.
const Prefix = "/.console/"

// Config configures a [Console].
type Config struct {
	// Invoke sends an event to the function; required.
	Invoke func(ctx context.Context, event []byte) (*platform.Result, error)
	// Failure returns what the platform answers if Invoke fails; required.
	Failure func(err error) (status int, text string)
	// Lines holds the function's log; required.
	Lines *platform.Lines
	// Next serves every request that is not for the console; required.
	Next http.Handler
	// Chat is the embedded Chat, and Data is what it answers from. Without them, the page
	// has no faults to script, no data to change and no attempts to show.
	Chat *chattest.Server
	Data *chattest.Data
	// Sign makes a UserSig for a user of the demo app. It must be nil if the key is real,
	// since the page shows the UserSig.
	Sign func(user string) (string, error)
	// Token is the caller's token that the function accepts, if any. Events contain it,
	// the page does not.
	Token string
	// Apps are the configured SDKAppIDs, the default first.
	Apps []string
	// Ways is the function's CALLER_AUTH.
	Ways string
	// Samples are events that are sent unchanged.
	Samples []Sample
	// Build reports the last build of the function's sources. It is nil if the sources
	// are not watched.
	Build func() Build
}

// Build describes the last build of the function's sources.
type Build struct {
	At    string `json:"at"`    // when the function was started, as 15:04:05
	Error string `json:"error"` // why newer sources were not started; empty if they were
}

// Sample is an event with the placeholder {{USERSIG}} in place of a UserSig.
type Sample struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Event string `json:"event"`
}

// Console serves the page and its API, and passes every other request to Config.Next.
type Console struct {
	config Config
	own    http.Handler
	// turn makes each call of the page run alone, so that the attempts in Chat's journal
	// and the faults of its script belong to that call.
	turn sync.RWMutex
}

// New returns a console.
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

// ServeHTTP serves the console's addresses and passes the rest to Config.Next. The guard
// refuses every request with a foreign Host. Otherwise another site whose name resolves
// to this address could also call the function, with CALLER_AUTH=none even without a
// credential.
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

// asksForPage reports whether a browser opens the address, as opposed to a client that
// calls the function.
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
