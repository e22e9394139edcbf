package handler

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"chatmarks/chat"
	"chatmarks/handler/event"
	"chatmarks/handler/settings"
)

// buffers hold answers until they are copied into their envelope. Together with the
// pool of replies in package chat, they reduce the time for 300 conversations over TLS
// from 0.85 to 0.81 of plain's time, and the processor time from 0.70 to 0.64
// (scripts/bench).
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const badSDKAppID = "must be the decimal number of an app"

// namedApp returns the app that a request names, or the first app if it names none.
func namedApp(s *settings.Settings, sdkAppID string) (*settings.App, *failure) {
	if sdkAppID == "" {
		return s.DefaultApp(), nil
	}
	id, err := settings.ParseSDKAppID(sdkAppID)
	if err != nil {
		return nil, invalid(chat.FieldError{Field: "sdkappid", Reason: badSDKAppID})
	}
	app := s.App(id)
	if app == nil {
		return nil, &failure{code: CodeResourceNotFound, message: "this app is not configured"}
	}
	return app, nil
}

// answerMessage answers a request that reached the function through the platform's
// own permissions.
func (i *invocation) answerMessage(ctx context.Context, entry *logEntry, m event.Message) ([]byte, *failure) {
	return guard(func() ([]byte, *failure) {
		switch {
		case i.settings.Err != nil:
			return nil, misconfigured(i.settings.Err.Error())
		case m.Invalid:
			return nil, malformed("the event carries no request: its message is missing, or not UTF-8")
		case len(m.Request) > maxRequest:
			return nil, requestTooLarge()
		}
		request, f := decodeRequest(m.Request, i.settings.MaxConversations, true)
		entry.job = request.job()
		if f != nil {
			return nil, f
		}
		app, f := namedApp(i.settings, request.sdkAppID)
		if f != nil {
			return nil, f
		}
		return ask(ctx, app, entry, request)
	})
}

// ask calls Chat and returns the normalized answer.
func ask(ctx context.Context, app *settings.App, entry *logEntry, r *request) ([]byte, *failure) {
	entry.sdkAppID, entry.conversations = app.SDKAppID, len(r.input.ContactItem)
	call := search
	if r.all {
		call = list
	}
	begin := time.Now()
	k, err := call(ctx, app.Client, &r.input)
	entry.inChat = time.Since(begin)
	if err != nil {
		f := chatFailure(err, r.input.ContactItem)
		if errors.Is(ctx.Err(), context.Canceled) { // regardless of Chat's reply
			gone := clientClosed()
			gone.chat = f.chat
			f = gone
		}
		return nil, f
	}
	entry.attempts, entry.conversations = k.attempts, k.count
	answer, err := appendAnswer(slices.Grow((*buffers.Get().(*[]byte))[:0], answerSize(k.count)), entry.requestID, r.input.FromAccount, k)
	if err != nil {
		return nil, answerTooLarge(entry.job, k.attempts)
	}
	return answer, nil
}

// known is what Chat knows about the conversations of an answer. They are in the order
// of the answer; the result is nil if Chat left the conversation out.
type known struct {
	conversations iter.Seq2[chat.ContactItem, *chat.ContactResultItem]
	count         int
	groups        []chat.GroupItem
	attempts      int
}

func search(ctx context.Context, client *chat.Client, in *chat.SearchContactGroupInput) (*known, error) {
	out, err := client.SearchContactGroup(ctx, in)
	if err != nil {
		return nil, err
	}
	return &known{count: len(in.ContactItem), groups: out.GroupItem, attempts: out.Attempts,
		conversations: func(yield func(chat.ContactItem, *chat.ContactResultItem) bool) {
			for i, c := range in.ContactItem {
				if !yield(c, out.Result(i)) {
					return
				}
			}
		}}, nil
}

func list(ctx context.Context, client *chat.Client, in *chat.SearchContactGroupInput) (*known, error) {
	out, err := client.AllContacts(ctx, in.FromAccount)
	if err != nil {
		return nil, err
	}
	return &known{count: len(out.ContactItem), groups: out.GroupItem, attempts: out.Attempts,
		conversations: func(yield func(chat.ContactItem, *chat.ContactResultItem) bool) {
			for i := range out.ContactItem {
				if !yield(out.ContactItem[i].ContactItem, &out.ContactItem[i]) {
					return
				}
			}
		}}, nil
}
