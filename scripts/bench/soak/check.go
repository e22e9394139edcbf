package soak

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// check compares the answer to a call with the expectation of each of its asks.
func (w *world) check(c call, expected []expectation, r *platform.Result) error {
	if w.showsSecret(r.Payload) || r.Error != nil && w.showsSecret([]byte(r.Error.Message)) {
		return errors.New("the answer holds a secret")
	}
	switch c.form {
	case web:
		return w.checkWeb(c.asks[0], expected[0], r)
	case single:
		body, err := trusted(r, repeatable[expected[0].word])
		if err != nil {
			return err
		}
		return w.checkBody(expected[0], c.asks[0], r.RequestID, body)
	}
	return w.checkBatch(c.asks, expected, r)
}

func (w *world) showsSecret(text []byte) bool {
	return bytes.Contains(text, []byte(token)) ||
		slices.ContainsFunc(w.apps, func(a chattest.App) bool { return bytes.Contains(text, []byte(a.SecretKey)) })
}

// trusted returns the answer to an event that is not HTTP. A failure that can be repeated comes as an error.
func trusted(r *platform.Result, asError bool) ([]byte, error) {
	switch {
	case !asError && r.Error != nil:
		return nil, fmt.Errorf("an error where an answer was due: %s: %.300s", r.Error.Type, r.Error.Message)
	case !asError:
		return r.Payload, nil
	case r.Error == nil:
		return nil, fmt.Errorf("an answer where an error was due: %.300s", r.Payload)
	case r.Error.Type != "RetryableError":
		return nil, fmt.Errorf("the error has the type %s: %.300s", r.Error.Type, r.Error.Message)
	}
	return []byte(r.Error.Message), nil
}

func (w *world) checkWeb(a ask, e expectation, r *platform.Result) error {
	if r.Error != nil {
		return fmt.Errorf("an error to an HTTP event: %s: %.300s", r.Error.Type, r.Error.Message)
	}
	response, err := platform.ParseResponse(r.Payload)
	if err != nil {
		return err
	}
	if response.StatusCode != e.status() {
		return fmt.Errorf("status %d, want %d %s; body %.300s", response.StatusCode, e.status(), e.word, response.Body)
	}
	retryAfter := ""
	if e.retryAfter > 0 {
		retryAfter = strconv.Itoa(e.retryAfter)
	}
	for name, want := range map[string]string{
		"Retry-After":            retryAfter,
		"X-Request-ID":           r.RequestID,
		"Content-Type":           "application/json; charset=utf-8",
		"Cache-Control":          "no-store",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := response.Header.Get(name); got != want {
			return fmt.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	return w.checkBody(e, a, r.RequestID, response.Body)
}

// checkBatch requires an answer for each record. The batch is an error only if no record was answered and one can be repeated.
func (w *world) checkBatch(asks []ask, expected []expectation, r *platform.Result) error {
	answered, canRepeat := false, false
	for _, e := range expected {
		answered = answered || e.word == ""
		canRepeat = canRepeat || repeatable[e.word]
	}
	body, err := trusted(r, !answered && canRepeat)
	if err != nil {
		return err
	}
	var list struct {
		Results []json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("no results: %w", err)
	}
	if len(list.Results) != len(asks) {
		return fmt.Errorf("%d results for %d records", len(list.Results), len(asks))
	}
	for i, one := range list.Results {
		if err := w.checkBody(expected[i], asks[i], r.RequestID, one); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	return nil
}
