package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// first sends the first event and prints the result. It reports whether the answer was
// good.
func (n *session) first(ctx context.Context, e event) bool {
	n.out.section("event", e.title)
	n.out.json(e.shown)
	defer n.out.follow()
	result, err := n.invoke(ctx, e.payload)
	if err != nil {
		status, text := platformFailure(err, n.options.timeout)
		n.out.section("answer", fmt.Sprintf("none; the platform would answer %d: %s", status, text))
		return false
	}
	ok := n.printAnswer(result)
	n.printLog(ctx, result)
	if n.options.script != nil {
		n.printAttempts(n.fake.Journal())
	}
	return ok
}

// printAnswer prints an answer and reports whether it is good.
func (n *session) printAnswer(r *platform.Result) bool {
	took := milliseconds(r.Duration)
	if r.Error != nil {
		n.out.section("answer", fmt.Sprintf("a Go error (%s) in %s; the platform retries a trigger's event", r.Error.Type, took))
		n.out.json([]byte(r.Error.Message))
		return false
	}
	response, err := platform.ParseResponse(r.Payload)
	if err != nil { // not an HTTP response
		n.out.section("answer", "in "+took)
		n.out.json(r.Payload)
		return good(r.Payload)
	}
	n.out.section("answer", fmt.Sprintf("%d %s in %s", response.StatusCode, http.StatusText(response.StatusCode), took))
	n.out.header(response.Header)
	n.out.json(response.Body)
	return response.StatusCode < 400 && (len(response.Body) == 0 || good(response.Body))
}

// good reports whether an answer contains no error, neither at the top nor in any result
// of a batch.
func good(body []byte) bool {
	var answer struct {
		Error   json.RawMessage   `json:"error"`
		Results []json.RawMessage `json:"results"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return false
	}
	return answer.Error == nil && !slices.ContainsFunc(answer.Results, func(r json.RawMessage) bool { return !good(r) })
}

// printLog prints the call's log lines, which may arrive shortly after the answer.
func (n *session) printLog(ctx context.Context, r *platform.Result) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	lines, _ := n.lines.AwaitAll(ctx, r.RequestID, r.LogLines()) // LOG_LEVEL may hide some
	if len(lines) == 0 {
		n.out.section("log", "no line")
		return
	}
	n.out.section("log", "")
	for _, line := range lines {
		n.out.log(line)
	}
}

// printAttempts prints one line for each attempt that reached the fake Chat.
func (n *session) printAttempts(journal []chattest.Entry) {
	n.out.section("attempts", "that reached the fake Chat")
	var before time.Time
	for i, e := range journal {
		pause := time.Duration(0)
		if i > 0 {
			pause = max(0, e.Time.Sub(before))
		}
		before = e.Time.Add(e.Duration)
		n.out.line(fmt.Sprintf("  %d  after a pause of %-9s %-14s %s after %s",
			i+1, milliseconds(pause), e.Step, outcome(e), milliseconds(e.Duration)))
	}
}

// outcome describes the result of an attempt.
func outcome(e chattest.Entry) string {
	switch {
	case e.HTTPStatus == 0:
		return "no answer"
	case e.ErrorCode != 0:
		return fmt.Sprintf("HTTP %d, code %d", e.HTTPStatus, e.ErrorCode)
	default:
		return fmt.Sprintf("HTTP %d", e.HTTPStatus)
	}
}

// milliseconds formats a duration, always in milliseconds, so that durations are easy to
// compare.
func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
