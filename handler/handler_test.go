package handler_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

// panicked is a type whose value must not be printed.
type panicked string

func TestAPanicIsAnsweredAndTheNextCallIsFine(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	values := []any{"value " + token, errors.New(token), panicked(token), fmt.Stringer(nil)}
	f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
		if n := int(calls.Add(1)); n%2 == 1 {
			panic(values[n/2%len(values)])
		}
		return httpAnswer(200, empty), nil
	}))
	for range values {
		f.post(sample).expect(t, 500, "InternalError")
		if _, err := f.invoke(sample); err != nil {
			t.Error(err)
		}
	}
	for range values {
		f.direct(sample).expect(t, "InternalError")
		f.post(sample).expect(t, 200, "")
	}
	lines := f.log.all(t)
	for n, line := range lines {
		cause, _ := line["cause"].(string)
		if n%2 == 0 && (line["level"] != "ERROR" || !strings.Contains(cause, "panic (") || !strings.Contains(cause, "handler")) {
			t.Errorf("the log says %v", line)
		}
	}
	if len(lines) != 16 || !strings.Contains(f.log.String(), "panicked") {
		t.Errorf("%d log lines, or none with the type of the panic", len(lines))
	}
}

func TestAPanicBehindTheWebFunction(t *testing.T) {
	t.Parallel()
	log := &logLines{}
	h := handler.NeverLose(handler.New(handler.Options{Environ: []string{"CHAT_SDKAPPID=1", "CHAT_SECRET_KEY=k", "CHAT_REGION=china", "CALLER_AUTH=none"}, Log: log,
		HTTPClient: clientFunc(func(*http.Request) (*http.Response, error) { panic(token) })}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(sample)))
	if w.Code != 500 || !strings.Contains(w.Body.String(), "InternalError") || !slices.Contains(slices.Collect(maps.Keys(w.Header())), "X-Request-ID") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if line := log.one(t); line["code"] != "InternalError" || strings.Contains(log.String()+w.Body.String(), token) {
		t.Errorf("the log says %v", line)
	}
}

// hanging is an HTTP client that never answers: each attempt waits until its context ends.
func hanging(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestTheAnswerLeavesBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		deadline func(context.Context) (context.Context, context.CancelFunc)
		took     time.Duration
	}{
		"none": {context.WithCancel, 15*time.Second - 100*time.Millisecond},
		"the year 1970, which stands for none": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithDeadline(ctx, time.Unix(0, 0))
		}, 15*time.Second - 100*time.Millisecond},
		"3 s":      {in(3 * time.Second), 2900 * time.Millisecond},
		"500 ms":   {in(500 * time.Millisecond), 400 * time.Millisecond},
		"100 ms":   {in(100 * time.Millisecond), 80 * time.Millisecond},
		"over":     {in(-time.Second), 0},
		"a minute": {in(time.Minute), time.Minute - 100*time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newCanned(t, clientFunc(hanging), "CHAT_ATTEMPT_TIMEOUT", "15m", "CALLER_AUTH", "none")
			ctx, cancel := c.deadline(handing(context.Background(), f.env))
			defer cancel()
			begin := time.Now()
			answer, err := f.Invoke(ctx, encode(t, f.event(sample)))
			if took := time.Since(begin); err != nil || took != c.took {
				t.Errorf("%s: %v after %v, not %v", name, err, took, c.took)
			}
			got := expectRow(t, decode[response](t, string(answer)), "DeadlineExceeded")
			if c.took == 0 != (got.Error.Chat == nil) {
				t.Errorf("%s: chat %+v", name, got.Error.Chat)
			}
			if _, err := f.Invoke(ctx, []byte(sample)); !errors.As(err, new(*handler.RetryableError)) {
				t.Errorf("%s: a direct event: %v", name, err)
			}
		})
	}
}

func in(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
	return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
}

func TestTheLastFailureIsAnsweredWhereNoTimeIsLeftForAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
			time.Sleep(150 * time.Millisecond)
			return httpAnswer(503, ""), nil
		}), "CALLER_AUTH", "none")
		ctx, cancel := withDeadline(t, f, "300ms")
		defer cancel()
		answer, _ := f.Invoke(ctx, encode(t, f.event(sample)))
		got := expectRow(t, decode[response](t, string(answer)), "ServiceUnavailable")
		if got.Error.Chat.Attempts != 1 {
			t.Errorf("%d attempts", got.Error.Chat.Attempts)
		}
	})
}

// Chat's error about a signature is only for the log, even if the deadline ends the call
// later.
func TestADeadlineAfterARefusedSignatureTellsTheCallerNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
			if calls++; calls > 1 {
				return hanging(r)
			}
			return refusing(70001, "about a signature")(r)
		}), "CALLER_AUTH", "none")
		ctx, cancel := withDeadline(t, f, "1s")
		defer cancel()
		answer, _ := f.Invoke(ctx, encode(t, f.event(sample)))
		got := expectRow(t, decode[response](t, string(answer)), "DeadlineExceeded")
		if want := (outcome{ErrorCode: 70001, Attempts: 2}); *got.Error.Chat != want {
			t.Errorf("%+v", *got.Error.Chat)
		}
	})
}

func TestACallerThatGoesAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, clientFunc(hanging), "CALLER_AUTH", "none")
		ctx, cancel := context.WithCancel(handing(t.Context(), f.env))
		time.AfterFunc(time.Second, cancel)
		answer, _ := f.Invoke(ctx, encode(t, f.event(sample)))
		decode[response](t, string(answer)).expect(t, 499, "ClientClosedRequest")
		if level := f.log.one(t)["level"]; level != "WARN" {
			t.Errorf("the log says %v", level)
		}
	})
}

// The same applies while the function waits before a retry, regardless of Chat's reply.
func TestACallerThatGoesAwayInAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) {
			answer := httpAnswer(503, "")
			answer.Header.Set("Retry-After", "3")
			return answer, nil
		}), "CALLER_AUTH", "none")
		ctx, cancel := context.WithCancel(handing(t.Context(), f.env))
		time.AfterFunc(time.Second, cancel)
		answer, _ := f.Invoke(ctx, encode(t, f.event(sample)))
		got := decode[response](t, string(answer))
		got.expect(t, 499, "ClientClosedRequest")
		if chat := got.failure(t).Error.Chat; chat == nil || chat.Attempts != 1 {
			t.Errorf("%+v", chat)
		}
	})
}

func TestParallelInvocations(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	event, events := encode(t, f.event(sample)), []byte(kafka(repeat(quoted(sample), 5)...))
	var calls sync.WaitGroup
	for n := range 30 {
		calls.Go(func() {
			payload, want := event, 1
			if n%3 == 0 {
				payload, want = events, 5
			}
			answer, err := f.Invoke(handing(t.Context(), f.env), payload)
			if err != nil || strings.Count(string(answer), "C2Cuser_0002") != want {
				t.Errorf("%v %s", err, answer)
			}
		})
	}
	calls.Wait()
	cold := 0
	for _, line := range f.log.all(t) {
		if line["coldStart"] == true {
			cold++
		}
	}
	if cold != 1 {
		t.Errorf("%d cold starts", cold)
	}
}

// A panic outside of the search also gets an answer.
func TestAPanicAnywhereIsAnAnswer(t *testing.T) {
	t.Parallel()
	h := handler.Spoil(handler.New(handler.Options{Log: io.Discard}))
	for name, event := range map[string]string{"direct": sample, "HTTP": `{"httpMethod":"GET","path":"/healthz","headers":{}}`} {
		answer, err := h.Invoke(t.Context(), []byte(event))
		if err != nil || !strings.Contains(string(answer), "InternalError") || strings.Contains(string(answer), `"statusCode":500`) != (name == "HTTP") {
			t.Errorf("%s: %s, %v", name, answer, err)
		}
	}
}
