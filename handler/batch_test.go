package handler_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

// kafka is an event of CKafka with a message for each body. The bodies are JSON values.
func kafka(bodies ...string) string {
	var records []string
	for n, body := range bodies {
		records = append(records, fmt.Sprintf(`{"Ckafka":{"topic":"t","partition":1,"offset":%d,"msgKey":"None","msgBody":%s}}`, n, body))
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

// results returns the results of a batch; each is an answer or a failure.
func results(t *testing.T, answer string) []object {
	t.Helper()
	return decode[struct {
		Results []object `json:"results"`
	}](t, answer).Results
}

// codeOf returns the error code of a result, or "" for an answer.
func codeOf(result object) string {
	failure, _ := result["error"].(map[string]any)
	code, _ := failure["code"].(string)
	return code
}

func TestBatchForms(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	body, both := quoted(sample), `{"results":[`+golden+`,`+golden+`]}`
	for name, event := range map[string]string{
		"CKafka":                      kafka(body, body),
		"CKafka, bodies as JSON":      kafka(sample, sample),
		"CKafka, Partition":           strings.ReplaceAll(kafka(body, body), "partition", "Partition"),
		"CMQ, owner and tags as both": `{"Records":[{"CMQ":{"topicOwner":"1","msgTag":"a,b","msgBody":` + body + `}},{"CMQ":{"topicOwner":1,"msgTag":["a"],"msgBody":` + body + `}}]}`,
		"EventBridge":                 `{"EventList":[{"specversion":"1.0","data":` + sample + `},{"data":` + body + `}]}`,
		"EventBridge, connectors":     `{"EventList":[{"data":{"msgBody":` + body + `}},{"subjuect":"q","data":{"msgBody":` + sample + `}}]}`,
	} {
		if got, err := f.invoke(event); err != nil || got != both {
			t.Errorf("%s: %v %s", name, err, got)
		}
	}
	for _, event := range []string{`{"Records":[]}`, `{"Records":null}`, `{"EventList":[]}`} {
		if got, err := f.invoke(event); err != nil || got != `{"results":[]}` {
			t.Errorf("%s: %v %s", event, err, got)
		}
	}
}

func TestBatchResultsInOrder(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	gone := request(`{"Type":2,"ToGroupId":"@TGS#2GONEGONE"}`)
	event := strings.TrimSuffix(kafka(quoted(sample), `"junk"`, quoted(gone), `null`, sample, `"\ud800"`, quoted(`{}`)), `]}`)
	answer, err := f.invoke(event + `,{"Ckafka":7},{"other":1},null,7,{"Ckafka":{}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"", "MalformedRequest", "ResourceNotFound", "MalformedRequest", "", "MalformedRequest", "InvalidParameter",
		"MalformedRequest", "MalformedRequest", "MalformedRequest", "MalformedRequest", "MalformedRequest",
	}
	got := results(t, answer)
	if len(got) != len(want) {
		t.Fatalf("%d results: %s", len(got), answer)
	}
	cold, lines := 0, map[float64]object{}
	for _, line := range f.log.all(t) {
		lines[line["record"].(float64)] = line
		if line["coldStart"] == true {
			cold++
		}
	}
	for n, code := range want {
		if codeOf(got[n]) != code || got[n]["requestID"] != requestID {
			t.Errorf("result %d: %v, not %q", n, got[n], code)
		}
		if line := lines[float64(n+1)]; (line["code"] != nil) != (code != "") || line["event"] != "queue" {
			t.Errorf("record %d: the log says %v", n+1, line)
		}
	}
	if len(lines) != len(want) || cold != 1 {
		t.Errorf("%d log lines, %d of them cold", len(lines), cold)
	}
}

func TestBatchAsGoError(t *testing.T) {
	t.Parallel()
	good, bad := quoted(sample), `"junk"`
	for name, c := range map[string]struct {
		script string
		event  string
		repeat bool
	}{
		"all answered":                            {"ok", kafka(good, good), false},
		"one answered, one to be repeated":        {"50004,ok", kafka(good, good), false},
		"none answered, all to be repeated":       {"50004*", kafka(good, good), true},
		"none answered, one to be repeated":       {"50004*", kafka(bad, good), true},
		"none answered, none to be repeated":      {"", kafka(bad, bad), false},
		"EventBridge, none answered":              {"60007*", `{"EventList":[{"data":` + sample + `}]}`, true},
		"one answered and the rest in other ways": {"ok", kafka(bad, good), false},
	} {
		f := newFunction(t, c.script, "CHAT_MAX_ATTEMPTS", "1")
		answer, err := f.invoke(c.event)
		if _, ok := errors.AsType[*handler.RetryableError](err); ok != c.repeat || (err != nil) != c.repeat {
			t.Errorf("%s: %v", name, err)
		}
		if c.repeat && answer == "" {
			answer = err.Error()
		}
		if n := len(results(t, answer)); n < 1 {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

func TestBatchRunsAFewAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var running, most, calls atomic.Int64
		f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
			most.Store(max(most.Load(), running.Add(1)))
			calls.Add(1)
			time.Sleep(100 * time.Millisecond)
			running.Add(-1)
			return httpAnswer(200, empty), nil
		}))
		begin := time.Now()
		if _, err := f.invoke(kafka(repeat(quoted(sample), 20)...)); err != nil {
			t.Fatal(err)
		}
		if most.Load() != 4 || calls.Load() != 20 || time.Since(begin) != 500*time.Millisecond {
			t.Errorf("%d at a time, %d calls in %v", most.Load(), calls.Load(), time.Since(begin))
		}
	})
}

func TestBatchDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
			if calls.Add(1) > 2 {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return httpAnswer(200, empty), nil
		}))
		begin := time.Now()
		ctx, cancel := withDeadline(t, f, "2s")
		defer cancel()
		answer, err := f.Invoke(ctx, []byte(kafka(repeat(quoted(sample), 12)...)))
		if took := time.Since(begin); err != nil || took != 1900*time.Millisecond {
			t.Fatalf("%v after %v", err, took)
		}
		codes := map[string]int{}
		for _, result := range results(t, string(answer)) {
			codes[codeOf(result)]++
		}
		if codes[""] != 2 || codes["DeadlineExceeded"] != 10 {
			t.Errorf("results: %v", codes)
		}
	})
}

// After the deadline the remaining messages are not read and share a log line, so that
// the answer is sent in time.
func TestBatchAfterTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, clientFunc(hanging))
		ctx, cancel := withDeadline(t, f, "2s")
		defer cancel()
		_, err := f.Invoke(ctx, []byte(kafka(append(repeat(quoted(sample), 4), repeat(`"junk"`, 6)...)...)))
		if err == nil || strings.Count(err.Error(), `"DeadlineExceeded"`) != 10 {
			t.Errorf("%v", err)
		}
		lines := f.log.all(t)
		if last := lines[len(lines)-1]; len(lines) != 5 || last["record"] != 5.0 || last["records"] != 6.0 || last["code"] != "DeadlineExceeded" {
			t.Errorf("%d lines, the last: %v", len(lines), last)
		}
	})
}

// The platform accepts the answer to a batch with any number of messages.
func TestBatchOfTooManyMessages(t *testing.T) {
	t.Parallel()
	const most = 5 << 20 / 256
	f := newFunction(t, "", "LOG_LEVEL", "error")
	// The short results leave room for a long one, which is there first.
	answer, err := f.invoke(strings.TrimSuffix(kafka(quoted(sample)), "]}") + strings.Repeat(",1", most-1) + `]}`)
	if all := results(t, answer); err != nil || len(all) != most || len(answer) > 5<<20 || codeOf(all[0]) != "" {
		t.Errorf("%d results in %d bytes, the first %v, %v", len(all), len(answer), all[0], err)
	}
	for _, event := range []string{`{"Records":[` + strings.Repeat("1,", most) + `1]}`, `{"EventList":[` + strings.Repeat("{},", 2*most) + `{}]}`} {
		f := newFunction(t, "")
		answer, err := f.invoke(event)
		if lines := f.log.all(t); err != nil || codeOf(decode[object](t, answer)) != "RequestTooLarge" || len(lines) != 1 {
			t.Errorf("%.200s, %v, %d log lines", answer, err, len(lines))
		}
	}
}

// "The log line never costs an answer" also applies to a batch, which has many lines.
func TestBatchWithASlowLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := handler.New(handler.Options{Log: writerFunc(func(line []byte) (int, error) {
			time.Sleep(10 * time.Millisecond)
			return len(line), nil
		}), HTTPClient: unreachable(t)})
		ctx, cancel := context.WithTimeout(handing(t.Context(), environment()), time.Second)
		defer cancel()
		const many = 600
		begin := time.Now()
		answer, err := h.Invoke(ctx, []byte(kafka(repeat(quoted("{}"), many)...)))
		if n := bytes.Count(answer, []byte("InvalidParameter")); err != nil || n != many || time.Since(begin) > 200*time.Millisecond {
			t.Errorf("%d of %d answers after %v, %v", n, many, time.Since(begin), err)
		}
		synctest.Wait()
		time.Sleep(time.Second) // until the line in progress is written
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
