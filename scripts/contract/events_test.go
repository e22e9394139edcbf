package contract

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

// Section 7: each sample event of scripts/events has the answer in
// testdata/NAME.answer.json, byte for byte except the request id.
func TestEvents(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "events", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample events: %v", err)
	}
	w := newWorld(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			event, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := w.with(t)
			raw := w.raw(string(platform.Expand(event, w.userSig("user_0001", time.Hour))))
			if raw.Error != nil {
				t.Fatalf("a Go error: %s", raw.Error.Message)
			}
			if !json.Valid(raw.Payload) {
				t.Fatalf("not JSON: %.200q", raw.Payload)
			}
			golden(t, name, bytes.ReplaceAll(raw.Payload, []byte(raw.RequestID), []byte("REQUEST-ID")))
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".answer.json")
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nnot the content of %s\n%s", got, file, want)
	}
}

// Every sample has an answer file, and every answer file a sample.
func TestGoldenFilesAreThoseOfTheEvents(t *testing.T) {
	t.Parallel()
	answers, err := filepath.Glob(filepath.Join("testdata", "*.answer.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range answers {
		name := strings.TrimSuffix(filepath.Base(file), ".answer.json")
		if _, err := os.Stat(filepath.Join("..", "events", name+".json")); err != nil {
			t.Errorf("%s answers no event: %v", file, err)
		}
	}
}

// HTTP rows: "{…} always, never a Go error"; the others: "a retryable failure is
// returned as a Go error …, its text being section 4's JSON; any other failure
// is the JSON itself".
func TestEventsThatFail(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]verdict{
		"50001":                  notFoundVerdict,
		"51008":                  limitExceeded,
		"60007":                  throttled,
		"70009":                  configurationError,
		"garbage":                failedOperation,
		"50004":                  unavailable,
		"http503+retry-after=30": unavailable,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			for _, file := range []string{"direct", "direct-all", "timer", "timer-all", "eventbridge", "tdmq-eventbridge", "apigw", "function-url", "clb", "tse", "ckafka", "cmq", "eventbridge-list"} {
				w := newWorld(t)
				event, err := os.ReadFile(filepath.Join("..", "events", file+".json"))
				if err != nil {
					t.Fatal(err)
				}
				sent := string(platform.Expand(event, w.userSig("user_0001", time.Hour)))
				w.play(script + "*")
				failed(t, w, file, sent, want)
			}
		})
	}
}

func failed(t *testing.T, w *world, file, event string, want verdict) {
	t.Helper()
	switch file {
	case "apigw", "function-url", "clb", "tse":
		if a := w.event(event); a.status != want.status || a.reply(t).Error.Code != want.code {
			t.Errorf("%s: %v, not %+v", file, a, want)
		}
	case "ckafka", "cmq", "eventbridge-list":
		r := w.invoke(event)
		if r.goError != want.retryable || len(r.Results) != 2 {
			t.Errorf("%s: a Go error: %t, %d results: %s", file, r.goError, len(r.Results), r.text)
		}
		for _, one := range r.Results {
			if one.Error == nil || one.Error.Code != want.code {
				t.Errorf("%s: %s, not %s twice", file, r.text, want.code)
			}
		}
	default:
		if r := w.invoke(event); r.goError != want.retryable || r.code() != want.code {
			t.Errorf("%s: a Go error: %t, %s, not %+v", file, r.goError, r.text, want)
		}
	}
}

// verdict is a row of section 4: a code, its status, and whether it is retryable.
type verdict struct {
	code      string
	status    int
	retryable bool
}

var (
	notFoundVerdict    = verdict{"ResourceNotFound", 404, false}
	limitExceeded      = verdict{"LimitExceeded", 409, false}
	throttled          = verdict{"RequestLimitExceeded", 429, true}
	configurationError = verdict{"ConfigurationError", 500, false}
	failedOperation    = verdict{"FailedOperation", 502, false}
	unavailable        = verdict{"ServiceUnavailable", 503, true}
)
