package handler_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// platformLimit is the maximum size of an answer that the platform accepts.
const platformLimit = 6_000_000

func TestBatchOver5MiB(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	together := make(chan struct{})
	f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
		if calls.Add(1) == 4 {
			close(together)
		}
		select { // the first four end at the same time
		case <-together:
		case <-time.After(5 * time.Second):
		}
		return httpAnswer(200, long(2_000_000, "m")), nil
	}), "CHAT_RATE_LIMIT", "0")
	answer, err := f.invoke(kafka(repeat(quoted(request(`{"Type":1,"To_Account":"x"}`)), 12)...))
	if err != nil || len(answer) > 5<<20 {
		t.Errorf("%v, an answer of %d bytes", err, len(answer))
	}
	codes := map[string]int{}
	for _, result := range results(t, answer) {
		codes[codeOf(result)]++
	}
	if lines := f.log.all(t); codes[""] != 2 || codes["RequestTooLarge"] != 10 || len(lines) != 12 {
		t.Errorf("results: %v, %d log lines", codes, len(lines))
	}
}

// LOG_LEVEL also applies to the records whose answers do not fit.
func TestBatchByLogLevel(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(long(1_000_000, "m")), "LOG_LEVEL", "error")
	answer, err := f.invoke(kafka(repeat(quoted(request(`{"Type":1,"To_Account":"x"}`)), 12)...))
	if n := strings.Count(answer, `"RequestTooLarge"`); err != nil || n < 5 {
		t.Errorf("%d results without room, %v", n, err)
	}
	if lines := f.log.all(t); len(lines) != 0 {
		t.Errorf("%d lines: %v", len(lines), lines[0])
	}
}

func TestBatchOfFailuresFits(t *testing.T) {
	t.Parallel()
	faulty := quoted(request(repeat(`{}`, 110)...))
	f := newCanned(t, answering(long(30_000, "m")), "CHAT_RATE_LIMIT", "0", "LOG_LEVEL", "error")
	good := quoted(request(`{"Type":1,"To_Account":"x"}`))
	answer, err := f.invoke(kafka(append(repeat(faulty, 1300), repeat(good, 650)...)...))
	if err != nil || len(answer) > 5<<20 {
		t.Errorf("%v, an answer of %d bytes", err, len(answer))
	}
	if n := strings.Count(answer, `"requestID"`); n != 1950 {
		t.Errorf("%d results", n)
	}
}

func TestBatchOfManyRecordsFits(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(long(30_000, "m")), "CHAT_RATE_LIMIT", "0", "LOG_LEVEL", "error")
	answer, err := f.invoke(kafka(repeat(quoted(request(`{"Type":1,"To_Account":"x"}`)), 10_000)...))
	if err != nil || len(answer) > platformLimit {
		t.Errorf("%v, an answer of %d bytes", err, len(answer))
	}
}

func TestBatchPanicStaysInItsRecord(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
		if calls.Add(1)%2 == 0 {
			panic("value " + token)
		}
		return httpAnswer(200, empty), nil
	}))
	answer, err := f.invoke(kafka(repeat(quoted(sample), 10)...))
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]int{}
	for _, result := range results(t, answer) {
		codes[codeOf(result)]++
	}
	if codes[""] != 5 || codes["InternalError"] != 5 || len(f.log.all(t)) != 10 {
		t.Errorf("results: %v, %d log lines", codes, len(f.log.all(t)))
	}
}
