package handler

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tencentyun/scf-go-lib/cloudfunction"
	"github.com/tencentyun/scf-go-lib/functioncontext"

	"chatmarks/chat"
	"chatmarks/handler/event"
	"chatmarks/handler/settings"
)

// Options are the settings of a [Handler]. The zero value is that of a function
// in production.
type Options struct {
	// Version is shown by the health check and in the log. Default "devel".
	Version string
	// Environ are the variables of the process. Default: os.Environ at [New].
	Environ []string
	// Log is where the log lines go, by way of a [LineWriter]. Default: os.Stdout,
	// which the platform collects.
	Log io.Writer
	// IdleConnections to Chat are kept. Default: [chat.DefaultIdleConnections].
	IdleConnections int
	// HTTPClient sends the requests to Chat. Default: [chat.NewHTTPClient].
	HTTPClient smithyhttp.ClientDo
}

// Handler is the function: it takes the events of the platform, and HTTP requests
// if there is no platform. It is safe for parallel use.
type Handler struct {
	version  string
	settings *settings.Cache
	sigs     sigCache
	warm     atomic.Bool

	lines *LineWriter  // of the log
	line  bytes.Buffer // the line that is being written
	json  slog.Handler // formats it
}

var _ cloudfunction.Handler = (*Handler)(nil)

// New returns a handler. It reads no setting: the platform passes those with the
// invocations.
func New(o Options) *Handler {
	if o.Version == "" {
		o.Version = "devel"
	}
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	if o.Log == nil {
		o.Log = os.Stdout
	}
	if o.IdleConnections == 0 {
		o.IdleConnections = chat.DefaultIdleConnections
	}
	if o.HTTPClient == nil {
		o.HTTPClient = chat.NewHTTPClient(o.IdleConnections)
	}
	h := &Handler{version: o.Version, settings: settings.NewCache(o.Environ, o.HTTPClient), lines: NewLineWriter(o.Log)}
	h.json = slog.NewJSONHandler(&h.line, nil)
	return h
}

// SettingsError reads the settings as an HTTP request would, and returns what is
// missing or wrong, each variable by name and none with a value; nil if nothing is.
func (h *Handler) SettingsError() error { return h.settings.Get(nil).Err }

// Invoke answers an event of the platform. An HTTP event is always answered with
// an HTTP answer, never with an error: the platform would print it to the caller.
// Another event returns a [*RetryableError] if a retry may succeed, so that the
// platform repeats it.
func (h *Handler) Invoke(ctx context.Context, payload []byte) (answer []byte, err error) {
	ctx, cancel := withAnswerTime(ctx)
	defer cancel()
	i := h.newInvocation(ctx)
	e := new(event.Event)
	// A panic that leaves Invoke would be printed to the caller, and end the process.
	_, f := guard(func() (struct{}, *failure) {
		e = event.Parse(payload)
		i.readSettings(ctx)
		answer, err = i.answer(ctx, e)
		return struct{}{}, nil
	})
	switch {
	case f == nil:
		return answer, err
	case e.HTTP != nil:
		return i.errorResponse(f).Envelope(), nil
	}
	return i.failed(&i.entry, f), nil
}

// answer answers an event.
func (i *invocation) answer(ctx context.Context, e *event.Event) ([]byte, error) {
	i.entry.event = e.Kind
	switch {
	case e.HTTP != nil:
		return i.answerHTTPEvent(ctx, e.HTTP), nil
	case i.cloudBase:
		return i.finish(nil, refuseCloudBase())
	case e.Batch:
		return i.answerBatch(ctx, e.Messages)
	case len(e.Messages) == 1:
		return i.finish(i.answerMessage(ctx, &i.entry, e.Messages[0]))
	}
	return i.finish(nil, unknownEvent())
}

// invocation is one call of the function.
type invocation struct {
	*Handler
	settings   *settings.Settings
	cloudBase  bool        // from a client of CloudBase
	connection *connection // of the client; nil for an event, which has its turn from the platform
	entry      logEntry
	logTime    atomic.Int64 // nanoseconds that its log lines may still wait
}

func (h *Handler) newInvocation(ctx context.Context) *invocation {
	i := &invocation{Handler: h, entry: logEntry{requestID: requestID(ctx), status: http.StatusOK, start: time.Now(), coldStart: !h.warm.Swap(true)}}
	i.logTime.Store(int64(lineTime))
	if deadline, ok := ctx.Deadline(); ok {
		const share = 10 // a batch has many lines
		i.logTime.Store(int64(max(lineTime, time.Until(deadline)/share)))
	}
	return i
}

// readSettings reads the settings that the platform passes with the invocation.
func (i *invocation) readSettings(ctx context.Context) {
	var set map[string]string
	if fc, ok := functioncontext.FromContext(ctx); ok {
		set = fc.Environment
	}
	i.cloudBase = fromCloudBase(set)
	i.settings = i.Handler.settings.Get(set)
	i.entry.level = i.settings.LogLevel
}

// finish is the answer to an event with one request.
func (i *invocation) finish(answer []byte, f *failure) ([]byte, error) {
	if f != nil {
		answer = i.failed(&i.entry, f)
	}
	i.log(&i.entry)
	if f != nil && f.retryable() {
		return nil, &RetryableError{answer: answer}
	}
	return answer, nil
}

// RetryableError is a failure after which the platform should repeat the event.
// Its text is the JSON of the answer.
type RetryableError struct{ answer []byte }

func (e *RetryableError) Error() string { return string(e.answer) }

const (
	// defaultTime is what a request has if the platform passes no deadline.
	defaultTime = 15 * time.Second
	// answerTime is kept for the answer to leave in.
	answerTime = 100 * time.Millisecond
)

// withAnswerTime ends ctx when the answer has to leave: before the platform
// gives up, which would show its own error to the caller.
func withAnswerTime(ctx context.Context) (context.Context, context.CancelFunc) {
	now := time.Now()
	deadline, ok := ctx.Deadline()
	if ok && deadline.Unix() <= 0 {
		// scf-go-lib makes a deadline of 1970 of none (cloudfunction/function.go).
		ctx, ok = context.WithoutCancel(ctx), false
	}
	if !ok {
		deadline = now.Add(defaultTime)
	}
	margin := max(0, min(answerTime, deadline.Sub(now)/5))
	return context.WithDeadline(ctx, deadline.Add(-margin))
}

// guard makes a failure of a panic in f: the answer and the instance live on.
// Neither answer nor log has the value of the panic, which can be anything.
func guard[T any](f func() (T, *failure)) (result T, fail *failure) {
	defer func() {
		if p := recover(); p != nil {
			fail = panicFailure(chat.NewPanicError(p))
		}
	}()
	return f()
}

// errCloudBase is why an event of CloudBase is refused, for the log.
var errCloudBase = errors.New("an event of CloudBase, which a client can make as it likes (callFunction)")

func refuseCloudBase() *failure {
	return &failure{code: CodeAuthFailure, cause: errCloudBase.Error(),
		message: "on CloudBase this function takes HTTP requests with a valid credential only; deploy it there as an HTTP function"}
}

// fromCloudBase reports whether an invocation comes from a client of CloudBase: its
// own environment names the variables with the client's identity
// (@cloudbase/node-sdk). That of the process does not count: scf-go-lib puts what
// an invocation passes there, and it stays.
func fromCloudBase(environment map[string]string) bool {
	_, tcb := environment["TCB_CONTEXT_KEYS"]
	_, wx := environment["WX_CONTEXT_KEYS"]
	return tcb || wx
}

// unknownEvent is the answer to an event of no known form, as the console's test
// template is one.
func unknownEvent() *failure {
	return malformed("the event is none of those that this function takes: " +
		"an HTTP event (httpMethod, or headers and payload), a direct request (From_Account, and ContactItem or AllContacts), " +
		`a timer ("Type":"Timer", the request in Message), a queue (Records, the request in each message body), ` +
		"EventBridge (specversion or EventList, the request in data)")
}
