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

// Options are the settings of a [Handler]. The zero value is right for production.
type Options struct {
	// Version appears in the health check and in the log. Default: "devel".
	Version string
	// Environ are the environment variables of the process. Default: os.Environ(),
	// read by [New].
	Environ []string
	// Log receives the log lines through a [LineWriter]. Default: os.Stdout, which
	// the platform collects.
	Log io.Writer
	// IdleConnections is how many idle connections to Chat are kept open. Default:
	// [chat.DefaultIdleConnections].
	IdleConnections int
	// HTTPClient sends the requests to Chat. Default: [chat.NewHTTPClient].
	HTTPClient smithyhttp.ClientDo
}

// Handler is the function. It answers the events of the platform, and plain HTTP
// requests. It is safe for concurrent use.
type Handler struct {
	version  string
	settings *settings.Cache
	sigs     sigCache
	warm     atomic.Bool

	lines *LineWriter  // writes the log
	line  bytes.Buffer // the line being written
	json  slog.Handler // formats line
}

var _ cloudfunction.Handler = (*Handler)(nil)

// New returns a handler. It reads no settings, because the platform passes them with
// each invocation.
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

// SettingsError reads the settings as for an HTTP request. It returns an error that
// names every missing or invalid variable, without its value, or nil if there is none.
func (h *Handler) SettingsError() error { return h.settings.Get(nil).Err }

// Invoke answers an event of the platform. For an HTTP event it always returns an
// HTTP answer and never an error, because the platform would show the error to the
// caller. For any other event it returns a [*RetryableError] if a retry may succeed,
// so that the platform repeats the event.
func (h *Handler) Invoke(ctx context.Context, payload []byte) (answer []byte, err error) {
	ctx, cancel := withAnswerTime(ctx)
	defer cancel()
	i := h.newInvocation(ctx)
	e := new(event.Event)
	// A panic that leaves Invoke would be shown to the caller and end the process.
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
	return i.entry.failed(f), nil
}

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
	cloudBase  bool        // the caller is a client of CloudBase
	connection *connection // the client's; nil for an event, because the platform limits those
	entry      logEntry
	logTime    atomic.Int64 // nanoseconds that the log lines may still wait
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

// finish logs an event with one request and returns its answer.
func (i *invocation) finish(answer []byte, f *failure) ([]byte, error) {
	if f != nil {
		answer = i.entry.failed(f)
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
	// defaultTime is the time limit of a request if the platform passes no deadline.
	defaultTime = 15 * time.Second
	// answerTime is reserved for sending the answer.
	answerTime = 100 * time.Millisecond
)

// withAnswerTime makes the deadline of ctx earlier by answerTime, so that the answer is
// sent before the platform gives up and shows its own error to the caller.
func withAnswerTime(ctx context.Context) (context.Context, context.CancelFunc) {
	now := time.Now()
	deadline, ok := ctx.Deadline()
	if ok && deadline.Unix() <= 0 {
		// If there is no deadline, scf-go-lib sets one in 1970 (cloudfunction/function.go).
		ctx, ok = context.WithoutCancel(ctx), false
	}
	if !ok {
		deadline = now.Add(defaultTime)
	}
	margin := max(0, min(answerTime, deadline.Sub(now)/5))
	return context.WithDeadline(ctx, deadline.Add(-margin))
}

// guard turns a panic in f into a failure, so that the caller still gets an answer and
// the instance survives. The value of the panic could contain anything, so it appears
// neither in the answer nor in the log.
func guard[T any](f func() (T, *failure)) (result T, fail *failure) {
	defer func() {
		if p := recover(); p != nil {
			fail = panicFailure(chat.NewPanicError(p))
		}
	}()
	return f()
}

// errCloudBase tells the log why an event of CloudBase is refused.
var errCloudBase = errors.New("an event of CloudBase, which a client can make as it likes (callFunction)")

func refuseCloudBase() *failure {
	return &failure{code: CodeAuthFailure, cause: errCloudBase.Error(),
		message: "on CloudBase this function takes HTTP requests with a valid credential only; deploy it there as an HTTP function"}
}

// fromCloudBase reports whether an invocation comes from a client of CloudBase. The
// environment of such an invocation lists the variables with the client's identity
// (@cloudbase/node-sdk). The environment of the process is not checked: scf-go-lib
// copies variables of each invocation there and never removes them.
func fromCloudBase(environment map[string]string) bool {
	_, tcb := environment["TCB_CONTEXT_KEYS"]
	_, wx := environment["WX_CONTEXT_KEYS"]
	return tcb || wx
}

// unknownEvent is the failure of an event of no known form, such as the console's
// test template.
func unknownEvent() *failure {
	return malformed("the event is none of those that this function takes: " +
		"an HTTP event (httpMethod, or headers and payload), a direct request (From_Account, and ContactItem or AllContacts), " +
		`a timer ("Type":"Timer", the request in Message), a queue (Records, the request in each message body), ` +
		"EventBridge (specversion or EventList, the request in data)")
}
