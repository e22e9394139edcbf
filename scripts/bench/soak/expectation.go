package soak

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"chatmarks/chat/chattest"
)

// expectation is the expected answer to an ask.
type expectation struct {
	word       string // of the failure; empty for marks
	chatCode   int
	attempts   int // 0 if Chat is not called
	retryAfter int // the value of the header over HTTP; 0 for none
}

// expectation returns the expected answer after the last attempt.
func (c conclusion) expectation() expectation {
	e := expectation{word: c.last.word, chatCode: c.last.chatCode, attempts: c.attempts}
	if repeatable[e.word] {
		e.retryAfter = max(1, c.last.retryAfter)
	}
	return e
}

func (e expectation) status() int {
	if e.word == "" {
		return 200
	}
	return statuses[e.word]
}

// failed is the body of a failure.
type failed struct {
	RequestID string `json:"requestID"`
	Error     struct {
		Code      string `json:"code"`
		Message   string `json:"message"`
		Retryable bool   `json:"retryable"`
		Details   []struct {
			Field  string `json:"field"`
			Reason string `json:"reason"`
		} `json:"details"`
		Chat *outcomeOfChat `json:"chat"`
	} `json:"error"`
}

type outcomeOfChat struct {
	ErrorCode int    `json:"errorCode"`
	ErrorInfo string `json:"errorInfo"`
	Attempts  int    `json:"attempts"`
}

// checkBody compares an answer with the expectation.
func (w *world) checkBody(e expectation, a ask, requestID string, body []byte) error {
	if e.word == "" {
		if want := w.expected(requestID, a); !bytes.Equal(body, want) {
			return fmt.Errorf("the marks are not right: got %s, want %s", around(body, want), around(want, body))
		}
		return nil
	}
	if a.refusal != "" {
		if want := strings.Replace(a.refusal, `"ID"`, `"`+requestID+`"`, 1); string(body) != want {
			return fmt.Errorf("the refusal is %.300s, want %.300s", body, want)
		}
		return nil
	}
	var f failed
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return fmt.Errorf("no failure %s: %w", e.word, err)
	}
	if f.RequestID != requestID {
		return fmt.Errorf("the request id is %q", f.RequestID)
	}
	if f.Error.Code != e.word || f.Error.Message == "" || f.Error.Retryable != repeatable[e.word] {
		return fmt.Errorf("the failure is %s (retryable: %t), want %s", f.Error.Code, f.Error.Retryable, e.word)
	}
	if got, want := len(f.Error.Details), e.details(a); got != want {
		return fmt.Errorf("%d details, want %d", got, want)
	}
	return e.checkOutcome(f.Error.Chat)
}

// maxDetails is the number of places that a failure names. One more entry counts the rest.
const maxDetails = 100

// details returns the expected number of entries.
func (e expectation) details(a ask) (n int) {
	if a.flaw == invalidParameter { // the app, which the URL names twice
		return 1
	}
	if e.chatCode == 51007 { // each group may be the one that is gone
		for _, i := range a.items {
			if i.Type == chattest.GroupChat {
				n++
			}
		}
	}
	return min(n, maxDetails+1)
}

// checkOutcome checks what the answer says about the calls to Chat.
func (e expectation) checkOutcome(got *outcomeOfChat) error {
	if e.attempts == 0 {
		if got != nil {
			return errors.New("the answer tells of calls to Chat that it did not make")
		}
		return nil
	}
	if got == nil || got.Attempts != e.attempts || got.ErrorCode != e.chatCode {
		return fmt.Errorf("chat is %+v, want code %d after %d attempts", got, e.chatCode, e.attempts)
	}
	if informed := e.chatCode != 0 && e.word != configurationError; informed != (got.ErrorInfo != "") {
		return fmt.Errorf("errorInfo is %q with %s", got.ErrorInfo, e.word)
	}
	return nil
}

// checkLog compares the log line with the answer.
func (e expectation) checkLog(a ask, l logLine, logged bool) error {
	if !logged {
		return errors.New("there is no log line")
	}
	if l.Status != e.status() || l.Code != e.word || l.Attempts != e.attempts || l.ChatCode != e.chatCode {
		return fmt.Errorf("the log line says %+v, want %+v", l, e)
	}
	if list := l.Message == "list"; a.flaw == "" && list != (a.pages > 0) {
		return fmt.Errorf("the log line is of a %s", l.Message)
	}
	return nil
}

// around returns the part of a text where it differs from another.
func around(text, other []byte) string {
	const before, after = 40, 120
	n := 0
	for n < len(text) && n < len(other) && text[n] == other[n] {
		n++
	}
	return fmt.Sprintf("…%s… (byte %d of %d)", text[max(0, n-before):min(len(text), n+after)], n, len(text))
}
