package handler

import (
	"context"
	"slices"
	"time"

	"chatmarks/chat"
)

// app is the app that a request names, or the first one where it names none.
func (s *settings) app(sdkAppID string) (*app, *failure) {
	if sdkAppID == "" {
		return s.apps[s.config.apps[0].sdkAppID], nil
	}
	id, err := parseSDKAppID(sdkAppID)
	if err != nil {
		return nil, invalid(chat.Fault{Field: "sdkappid", Reason: badSDKAppID})
	}
	a := s.apps[id]
	if a == nil {
		return nil, &failure{code: CodeResourceNotFound, message: "this app is not configured"}
	}
	return a, nil
}

// answerTrusted answers a request that reached the function through the
// platform's own permissions.
func (s *settings) answerTrusted(ctx context.Context, r *record, m message) ([]byte, *failure) {
	switch {
	case s.err != nil:
		return nil, misconfigured(s.err.Error())
	case m.broken:
		return nil, malformed("the event carries no request: its message is missing, or not UTF-8")
	case len(m.request) > maxRequest:
		return nil, requestTooLarge()
	}
	request, f := decodeRequest(m.request, s.config.maxConversations, true)
	if f != nil {
		return nil, f
	}
	a, f := s.app(request.sdkAppID)
	if f != nil {
		return nil, f
	}
	return search(ctx, a, r, &request.input, nil)
}

// search asks Chat and appends its answer, normalized, to b.
func search(ctx context.Context, a *app, r *record, in *chat.SearchContactGroupInput, b []byte) ([]byte, *failure) {
	r.sdkAppID, r.conversations = a.sdkAppID, len(in.ContactItem)
	begin := time.Now()
	out, err := a.client.SearchContactGroup(ctx, in)
	r.inChat = time.Since(begin)
	if err != nil {
		return nil, chatFailure(err, in)
	}
	r.attempts = out.Attempts
	answer, err := appendAnswer(slices.Grow(b, answerSize(in)), r.requestID, in, out)
	if err != nil {
		return nil, answerTooLarge(out.Attempts)
	}
	return answer, nil
}

func requestTooLarge() *failure {
	return &failure{code: CodeRequestTooLarge, message: "the request is over 256 KiB"}
}

func answerTooLarge(attempts int) *failure {
	f := &failure{code: CodeRequestTooLarge, message: "the answer is over 5 MiB; ask for fewer conversations"}
	if attempts > 0 {
		f.chat = &chatOutcome{attempts: attempts}
	}
	return f
}
