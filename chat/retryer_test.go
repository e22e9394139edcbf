package chat_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

func TestRetryable(t *testing.T) {
	t.Parallel()
	options := chat.Options{RetryCodes: []int{50004, 70500}}
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"a code of the list":                 {&chat.APIError{Code: 50004}, true},
		"another code of the list":           {&chat.APIError{Code: 70500}, true},
		"a transient code off the list":      {&chat.APIError{Code: 50005}, false},
		"throttling":                         {&chat.APIError{Code: 60007}, false},
		"a code, whatever its text":          {&chat.APIError{Code: 50002, Info: "50004: connection reset, timeout, EOF"}, false},
		"500":                                {&chat.StatusError{StatusCode: 500}, true},
		"502":                                {&chat.StatusError{StatusCode: 502}, true},
		"503":                                {&chat.StatusError{StatusCode: 503}, true},
		"504":                                {&chat.StatusError{StatusCode: 504}, true},
		"501":                                {&chat.StatusError{StatusCode: 501}, false},
		"429":                                {&chat.StatusError{StatusCode: 429}, false},
		"408":                                {&chat.StatusError{StatusCode: 408}, true},
		"400":                                {&chat.StatusError{StatusCode: 400}, false},
		"302":                                {&chat.StatusError{StatusCode: 302}, false},
		"a fault of the network":             {&chat.NetworkError{Err: io.EOF}, true},
		"the same, whatever its text":        {&chat.NetworkError{Err: errors.New("certificate 50002 is garbage")}, true},
		"the same, wrapped":                  {fmt.Errorf("x: %w", &chat.NetworkError{Err: io.EOF}), true},
		"a certificate":                      {&chat.CertificateError{Err: errors.New("connection reset")}, false},
		"an answer that is none":             {&smithy.DeserializationError{Err: errors.New("connection reset by peer 50004")}, false},
		"our limiter":                        {&chat.LimitError{RetryAfter: time.Second}, false},
		"the deadline":                       {&chat.DeadlineError{}, false},
		"an error that only talks like them": {errors.New("api error 50004: http status 503: network fault: connection reset"), false},
		"none":                               {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := options.Retryable(test.err); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestRetryCodesAreCopied(t *testing.T) {
	t.Parallel()
	codes := []int{50004}
	client := newClient(t, func(o *chat.Options) { o.RetryCodes, o.HTTPClient = codes, newCanned(code(50004), ok()) })
	codes[0] = 50005
	if out, err := client.SearchContactGroup(t.Context(), sample()); err != nil || out.Attempts != 2 {
		t.Errorf("the list of the caller is still in use: %+v, %v", out, err)
	}
}

// The longest pause before retry k is 50 ms doubled k-1 times, at most 20 s.
func TestRetryDelayDoubles(t *testing.T) {
	t.Parallel()
	for _, random := range []float64{0, 0.5, 0.999} {
		options := chat.Options{Random: func() float64 { return random }}
		longest := 50 * time.Millisecond
		for k := 1; k <= 100; k++ {
			pause := options.Pause(k)
			if want := time.Duration(random * float64(longest)); pause != want {
				t.Errorf("before retry %d: %v; want %v", k, pause, want)
			}
			longest = min(2*longest, 20*time.Second)
		}
	}
}

// The pauses spread over sixteen equal boxes within five standard deviations, with the
// client's default random numbers.
func TestRetryDelayIsUniform(t *testing.T) {
	t.Parallel()
	options := chat.Options{Random: rand.Float64}
	const n, boxes = 16000, 16
	for _, k := range []int{1, 2, 5, 10, 60} {
		longest := min(50*time.Millisecond<<min(k-1, 20), 20*time.Second)
		var count [boxes]int
		for range n {
			pause := options.Pause(k)
			if pause < 0 || pause >= longest {
				t.Fatalf("before retry %d: %v", k, pause)
			}
			count[pause*boxes/longest]++
		}
		// The standard deviation of a binomial with p = 1/16: sqrt(16000 · 15/256) = 30.6.
		if low, high := slices.Min(count[:]), slices.Max(count[:]); low < n/boxes-153 || high > n/boxes+153 {
			t.Errorf("before retry %d: %v", k, count)
		}
	}
}

// Two clients with the default random numbers pause differently.
func TestPausesDiffer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var pauses [2]time.Duration
		for i := range pauses {
			client := newClient(t, func(o *chat.Options) { o.Random, o.HTTPClient, o.MaxAttempts = nil, newCanned(code(50004)), 6 })
			begin := time.Now()
			_, _ = client.SearchContactGroup(t.Context(), sample())
			pauses[i] = time.Since(begin)
		}
		if pauses[0] == pauses[1] || pauses[0] == 0 {
			t.Errorf("both pause %v", pauses[0])
		}
	})
}

func TestQuotaArithmetic(t *testing.T) {
	t.Parallel()
	quota := new(chat.RetryQuota)
	want := func(n int, when string) {
		t.Helper()
		if got := quota.Tokens(); got != n {
			t.Errorf("%s: %d tokens, want %d", when, got, n)
		}
	}
	take := func() {
		t.Helper()
		if !quota.Take() {
			t.Fatal("no retry")
		}
	}
	want(500, "at first")
	quota.Give(1)
	want(500, "never above 500")
	take()
	want(486, "a retry")
	take()
	quota.Give(14)
	want(486, "one that succeeded")
	quota.Give(1)
	want(487, "a first attempt that succeeded")
	quota.Set(495)
	quota.Give(14)
	want(500, "returned, but never above 500")
	for range 35 {
		take()
	}
	want(10, "35 retries")
	if quota.Take() {
		t.Error("a retry for 10 tokens")
	}
	want(10, "one that was not allowed")
	quota.Set(14)
	take()
	want(0, "the last one")
}
