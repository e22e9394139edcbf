package chattest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The limits of the numbers in a script. A larger number is probably a typing error.
const (
	maxRepeat     = 1_000_000
	maxCode       = 9_999_999
	maxRetryAfter = 86_400
)

// ScriptError is a step that [ParseScript] cannot read.
type ScriptError struct {
	Step int    // its position in the script, from 1
	Text string // the step as it was written
	Err  error  // what is wrong with it, and what is allowed
}

func (e *ScriptError) Error() string {
	return fmt.Sprintf("script: step %d, %.60q: %v", e.Step, e.Text, e.Err)
}

// Unwrap returns the reason.
func (e *ScriptError) Unwrap() error { return e.Err }

// ParseScript parses a script: steps separated by commas.
//
//	50004,50004,ok               two transient failures, then an answer
//	http503+retry-after=2*3      three times HTTP 503, Retry-After: 2
//	reset+delay=20ms,ok*         one reset after 20 ms, then only answers
//
// A step is one action: ok; a Chat code such as 50004; http followed by a
// status, 200 to 599; reset, eof, truncate, chunkcut, endless, big, hang,
// stall, garbage, html, empty, redirect, undocumented or older, which the
// constants of [Action] describe. Modifiers follow it with a plus sign:
// delay=200ms (any time.Duration), retry-after=2 (seconds), status=502. At the end of a
// step *3 plays it three times, and * alone repeats it forever; only the last step may
// repeat forever. An empty script has no steps. Every error is a [*ScriptError].
func ParseScript(text string) ([]Step, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var steps []Step
	for i, part := range strings.Split(text, ",") {
		s, err := parseStep(part)
		if err == nil && i > 0 && steps[i-1].Repeat == Forever {
			err = errors.New("never played, since the step before it repeats for ever")
		}
		if err != nil {
			return nil, &ScriptError{Step: i + 1, Text: strings.TrimSpace(part), Err: err}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func parseStep(text string) (Step, error) {
	text, times, repeated := strings.Cut(text, "*")
	action, modifiers, modified := strings.Cut(text, "+")
	s, err := parseAction(strings.TrimSpace(action))
	if err != nil {
		return Step{}, err
	}
	if modified {
		err = s.modify(modifiers)
	}
	if err == nil && repeated {
		s.Repeat, err = parseRepeat(strings.TrimSpace(times))
	}
	if err == nil {
		err = s.check()
	}
	return s, err
}

func parseAction(text string) (Step, error) {
	if text == "ok" {
		return Step{}, nil
	}
	for _, a := range plain {
		if text == string(a) {
			return Step{Action: a}, nil
		}
	}
	if status, ok := strings.CutPrefix(text, string(HTTP)); ok {
		if n, ok := number(status, 599); ok && n >= 200 {
			return Step{Action: HTTP, Status: n}, nil
		}
	}
	if n, ok := number(text, maxCode); ok && n > 0 {
		return Step{Code: n}, nil
	}
	return Step{}, fmt.Errorf("unknown action; allowed: ok, a Chat code such as 50004, http200 to http599, %s", actionList())
}

func actionList() string {
	names := make([]string, len(plain))
	for i, a := range plain {
		names[i] = string(a)
	}
	return strings.Join(names, ", ")
}

// modify applies the modifiers, the text after the first plus sign.
func (s *Step) modify(text string) error {
	seen := map[string]bool{}
	for m := range strings.SplitSeq(text, "+") {
		name, value, _ := strings.Cut(strings.TrimSpace(m), "=")
		if seen[name] {
			return fmt.Errorf("%s is given twice", name)
		}
		seen[name] = true
		if err := s.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

func (s *Step) set(name, value string) error {
	n, isNumber := number(value, maxRetryAfter)
	switch name {
	case "delay":
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return errors.New("delay is not a duration such as 200ms")
		}
		s.Delay = d
	case "retry-after":
		if !isNumber {
			return fmt.Errorf("retry-after is not a number of seconds up to %d", maxRetryAfter)
		}
		s.RetryAfter = strconv.Itoa(n)
	case "status":
		if !isNumber || n < 200 || n > 599 || s.Action == HTTP {
			return errors.New("status is not one of 200 to 599, or is beside http")
		}
		s.Status = n
	default:
		return errors.New("unknown modifier; allowed: delay=200ms, retry-after=2, status=502")
	}
	return nil
}

func parseRepeat(times string) (int, error) {
	if times == "" {
		return Forever, nil
	}
	n, ok := number(times, maxRepeat)
	switch {
	case !ok || n < 1:
		return 0, fmt.Errorf("repeat is not * alone or * and a number from 1 to %d at the end", maxRepeat)
	case n == 1:
		return 0, nil // a step is played once by default
	}
	return n, nil
}

// number parses plain decimal digits without a sign, up to a limit.
func number(text string, limit int) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err == nil && n <= uint64(limit)
}
