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
	// HTTPClient sends the requests to Chat. Default: [chat.NewHTTPClient].
	HTTPClient smithyhttp.ClientDo
}

// Handler is the function: it takes the events of the platform, and HTTP
// requests where there is no platform. It is safe for parallel use.
type Handler struct {
	version  string
	env      *environment
	settings *settingsCache
	warm     atomic.Bool

	lines *LineWriter  // of the log
	line  bytes.Buffer // the line that is being written
	json  slog.Handler // formats it
}

var _ cloudfunction.Handler = (*Handler)(nil)

// New makes a handler. It reads no setting: the platform hands those over with
// the invocations.
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
	if o.HTTPClient == nil {
		o.HTTPClient = chat.NewHTTPClient()
	}
	h := &Handler{
		version:  o.Version,
		env:      newEnvironment(o.Environ),
		settings: newSettingsCache(o.HTTPClient),
		lines:    NewLineWriter(o.Log),
	}
	h.json = slog.NewJSONHandler(&h.line, nil)
	return h
}

// Invoke answers an event of the platform. HTTP events are always answered with
// an HTTP answer, never with an error: the platform would print it to the
// caller. Other events give back an error where a repeat can help, so that the
// platform repeats them; it is a [*RetryableError].
func (h *Handler) Invoke(ctx context.Context, payload []byte) (answer []byte, err error) {
	i := h.begin(ctx)
	defer func() {
		if p := recover(); p != nil {
			answer, err = i.panicked(p), nil
		}
	}()
	ctx, cancel := withAnswerTime(ctx)
	defer cancel()
	i.event = recognize(payload)
	i.record.event = i.event.kind()
	if _, isHTTP := i.event.(*gatewayEvent); i.cloudBase && !isHTTP {
		i.configure()
		return i.giveBack(nil, &failure{code: CodeAuthFailure, cause: errCloudBase.Error(),
			message: "on CloudBase this function takes HTTP requests with a valid credential only; deploy it there as an HTTP function"})
	}
	return i.event.answer(ctx, i)
}

// errCloudBase is why an event of CloudBase is refused, for the log.
var errCloudBase = errors.New("an event of CloudBase, where a client chooses every byte of it (callFunction)")

// fromCloudBase reports whether an invocation comes from a client of CloudBase: its
// own environment names the variables with the client's identity
// (@cloudbase/node-sdk). That of the process does not count: scf-go-lib puts what
// an invocation passes there, and it stays.
func fromCloudBase(environment map[string]string) bool {
	_, tcb := environment["TCB_CONTEXT_KEYS"]
	_, wx := environment["WX_CONTEXT_KEYS"]
	return tcb || wx
}

// invocation is one call of the function.
type invocation struct {
	*Handler
	env       lookup
	record    record
	event     event
	cloudBase bool // from a client of CloudBase, see fromCloudBase
}

func (h *Handler) begin(ctx context.Context) *invocation {
	i := &invocation{Handler: h, env: h.env.lookup(), event: unknownEvent{}}
	if fc, ok := functioncontext.FromContext(ctx); ok {
		i.env, i.cloudBase = h.env.pass(fc.Environment), fromCloudBase(fc.Environment)
	}
	i.record = record{requestID: requestID(ctx), status: http.StatusOK, start: time.Now(), coldStart: !h.warm.Swap(true)}
	return i
}

// SettingsError reads the settings as an HTTP request would, and returns what is
// missing or wrong, each variable by name and none with a value; nil if nothing is.
func (h *Handler) SettingsError() error { return h.settings.get(h.env.lookup()).err }

// configure gives the settings, once for an invocation: its log lines go by them.
func (i *invocation) configure() *settings {
	s := i.settings.get(i.env)
	i.record.level = s.config.logLevel
	return s
}

const (
	// defaultTime is what a request has where the platform hands over no deadline.
	defaultTime = 15 * time.Second
	// answerTime is kept back for the answer to leave in.
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

// panicked answers after a panic. Neither the answer nor the log has the value
// of the panic, which can hold anything; the log has its type and the stack.
func (i *invocation) panicked(p any) []byte {
	f := panicFailure(p)
	a := i.reply(f)
	i.log(&i.record)
	if _, enveloped := i.event.(*gatewayEvent); enveloped {
		return a.envelope()
	}
	return a.body
}

func panicFailure(p any) *failure { return panicError(chat.NewPanicError(p)) }

// panicError is the failure after a panic, here or in the client.
func panicError(err *chat.PanicError) *failure {
	const maxStack = 3 << 10
	return internal(err.Error() + "\n" + string(err.Stack[:min(len(err.Stack), maxStack)]))
}

// internal is a fault of our own.
func internal(cause string) *failure {
	return &failure{code: CodeInternalError, message: "a fault of the function", cause: cause}
}
