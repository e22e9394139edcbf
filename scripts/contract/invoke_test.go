package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// reply is any answer of the function: that of section 3, of section 4 or of a batch.
type reply struct {
	RequestID     string         `json:"requestID"`
	FromAccount   string         `json:"fromAccount"`
	Conversations []conversation `json:"conversations"`
	Groups        []group        `json:"groups"`
	Error         *failure       `json:"error"`
	Results       []reply        `json:"results"`
}

type conversation struct {
	ConversationID string          `json:"conversationID"`
	Type           string          `json:"type"`
	UserID         *string         `json:"userID"`
	GroupID        *string         `json:"groupID"`
	Found          bool            `json:"found"`
	StandardMark   string          `json:"standardMark"`
	Marks          map[string]bool `json:"marks"`
	MarkList       []uint64        `json:"markList"`
	CustomMark     string          `json:"customMark"`
	Groups         []group         `json:"groups"`
	UpdatedAt      *string         `json:"updatedAt"`
}

type group struct {
	ID   int64   `json:"id"`
	Name *string `json:"name"`
}

type failure struct {
	Code      string   `json:"code"`
	Message   string   `json:"message"`
	Retryable bool     `json:"retryable"`
	Details   []detail `json:"details"`
	Chat      *outcome `json:"chat"`
}

type detail struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

type outcome struct {
	ErrorCode *int    `json:"errorCode"`
	ErrorInfo *string `json:"errorInfo"`
	Attempts  int     `json:"attempts"`
}

// attempts returns the number of attempts that an error reports, or -1 if it reports
// none.
func (f *failure) attempts() int {
	if f.Chat == nil {
		return -1
	}
	return f.Chat.Attempts
}

// decode decodes an answer. It refuses names that the contract does not have.
func decode(t *testing.T, text []byte) reply {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var r reply
	if err := d.Decode(&r); err != nil {
		t.Fatalf("not an answer of the contract: %v in %.300q", err, text)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("more than one JSON value in %.300q", text)
	}
	if r.Error != nil && (r.Error.Code == "" || r.Error.Message == "") {
		t.Errorf("an error without code or message: %.300q", text)
	}
	return r
}

// result is the outcome of an invocation.
type result struct {
	reply
	text      []byte // the payload, or the text of the Go error
	goError   bool
	requestID string // the platform's
	took      time.Duration
}

// code returns the code of an error, or "" for an answer.
func (r result) code() string {
	if r.Error == nil {
		return ""
	}
	return r.Error.Code
}

// raw sends an event to the shared function in the world's environment.
func (w *world) raw(event string, options ...func(*messages.InvokeRequest)) *platform.Result {
	w.t.Helper()
	return w.rawOn(shared, event, options...)
}

func (w *world) rawOn(f *platform.Function, event string, options ...func(*messages.InvokeRequest)) *platform.Result {
	w.t.Helper()
	r, err := f.Invoke(w.t.Context(), []byte(event), append([]func(*messages.InvokeRequest){w.handOver}, options...)...)
	if err != nil {
		w.t.Fatalf("the function gave nothing back: %v", err)
	}
	given.keep(w.t.Name()+", payload", r.Payload)
	if r.Error != nil {
		frames, _ := json.Marshal(r.Error)
		given.keep(w.t.Name()+", Go error", frames)
		if r.Error.ShouldExit || len(r.Error.StackTrace) > 0 {
			w.t.Errorf("the function panicked: %s", frames)
		}
	}
	return r
}

func (w *world) handOver(r *messages.InvokeRequest) {
	environment, err := json.Marshal(w.env)
	if err != nil {
		panic(err) // a map of strings can always be encoded as JSON
	}
	r.Environment = string(environment)
}

// invoke is raw for an event that is not HTTP. Both its answer and its Go error are
// answers of the contract.
func (w *world) invoke(event string, options ...func(*messages.InvokeRequest)) result {
	w.t.Helper()
	return w.invokeOn(shared, event, options...)
}

func (w *world) invokeOn(f *platform.Function, event string, options ...func(*messages.InvokeRequest)) result {
	w.t.Helper()
	raw := w.rawOn(f, event, options...)
	r := result{text: raw.Payload, requestID: raw.RequestID, took: raw.Duration}
	if raw.Error != nil {
		r.text, r.goError = []byte(raw.Error.Message), true
	}
	r.reply = decode(w.t, r.text)
	return r
}

// works checks that an ordinary request succeeds, after unusual ones.
func (w *world) works() {
	w.t.Helper()
	if r := w.invoke(sampleBody); len(r.Conversations) != 2 {
		w.t.Errorf("the function does not answer any more: %.300q", r.text)
	}
}
