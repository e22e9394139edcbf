package soak

import (
	"errors"
	"fmt"
	"strconv"

	"chatmarks/chat/chattest"
)

// outcome says how an attempt ended, and what the answer must say if it was the last one.
type outcome struct {
	meaning    meaning
	word       string // of the failure
	chatCode   int    // Chat's code; 0 if there is none
	retryAfter int    // seconds that Chat asked to wait
	connection bool   // the connection may have caused the fault, so a retry needs a new one
}

// outcomeOf returns the outcome of an attempt in the journal.
func outcomeOf(e chattest.Entry) (outcome, error) {
	steps, err := chattest.ParseScript(e.Step)
	if err != nil || len(steps) != 1 {
		return outcome{}, fmt.Errorf("a step that was not played whole: %q", e.Step)
	}
	step := steps[0]
	o := outcome{}
	if step.RetryAfter != "" {
		o.retryAfter, _ = strconv.Atoi(step.RetryAfter) // the script wrote it
	}
	switch step.Action {
	case chattest.OK, chattest.Older:
		return o.answered(e.ErrorCode)
	case chattest.HTTP:
		return o.status(step.Status), nil
	case chattest.Reset, chattest.EOF, chattest.Truncate, chattest.ChunkCut, chattest.Hang:
		o.meaning, o.word, o.connection = passing, serviceUnavailable, true
	case chattest.Garbage, chattest.HTML, chattest.Empty, chattest.Undocumented, chattest.Redirect:
		o.meaning, o.word = lasting, failedOperation
	default:
		return outcome{}, fmt.Errorf("a step that the oracle does not know: %q", e.Step)
	}
	return o, nil
}

// answered returns the outcome of an answer of Chat, by its code.
func (o outcome) answered(code int) (outcome, error) {
	if code == 0 {
		return o, nil
	}
	word, known := words[code]
	if !known {
		return outcome{}, fmt.Errorf("a code that the oracle does not know: %d", code)
	}
	o.meaning, o.word, o.chatCode = lasting, word, code
	if m, ok := meanings[code]; ok {
		o.meaning = m
	}
	return o, nil
}

// status returns the outcome of an answer of a proxy in front of Chat.
func (o outcome) status(status int) outcome {
	o.meaning, o.word = lasting, failedOperation
	switch status {
	case 429:
		o.word = requestLimitExceeded
	case 408, 500, 502, 503, 504:
		o.meaning, o.word, o.connection = passing, serviceUnavailable, true
	}
	return o
}

// conclusion is the result of the attempts of one call.
type conclusion struct {
	last     outcome // decides the answer
	attempts int
	retries  int  // retries that took tokens from the quota
	refused  bool // the last failure could have been retried, but was not
}

var (
	errNotAsked   = errors.New("chat was never asked")
	errNotResumed = errors.New("an expired signature was not made anew")
)

// conclude applies the rules for retries to the attempts of a call. Its error says which rule was broken. If the last failure should
// have been retried, refused is set; the caller knows whether the quota allowed a retry.
func conclude(attempts []outcome) (conclusion, error) {
	if len(attempts) == 0 {
		return conclusion{}, errNotAsked
	}
	c := conclusion{attempts: len(attempts), last: attempts[len(attempts)-1]}
	resigned := false
	for i, o := range attempts {
		final := i == len(attempts)-1
		switch {
		case o.meaning == expired && !resigned:
			if final {
				return c, errNotResumed
			}
			resigned = true
		case o.meaning == passing && c.retries+1 < maxAttempts && o.retryAfter <= maxRetryAfter:
			if final {
				c.refused = true
				return c, nil
			}
			c.retries++
		case !final:
			return c, fmt.Errorf("attempt %d was made although the one before ended the call", i+2)
		}
	}
	return c, nil
}

// cost returns the most tokens that the call takes from the quota at one moment, and its gain and loss in the end. A call that was
// never made costs nothing.
func (c conclusion) cost() (atWorst, gain, loss int) {
	atWorst, loss = c.retries*retryCost, c.retries*retryCost
	if c.last.meaning == good && c.retries > 0 {
		loss -= retryCost // a retry that succeeds returns its tokens
	}
	if c.last.meaning == good && c.retries == 0 && c.attempts > 0 {
		gain = firstGain
	}
	return atWorst, gain, loss
}
