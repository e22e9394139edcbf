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
