package chat_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

func TestIsErrorRetryable(t *testing.T) {
	t.Parallel()
	retryer := chat.NewStandardRetryer(3, []int{50004, 70500}, chat.NewRetryQuota())
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
		"408":                                {&chat.StatusError{StatusCode: 408}, false},
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
			if got := retryer.IsErrorRetryable(test.err); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestRetryCodesAreCopied(t *testing.T) {
	t.Parallel()
	codes := []int{50004}
	retryer := chat.NewStandardRetryer(3, codes, chat.NewRetryQuota())
	codes[0] = 50005
	if retryer.IsErrorRetryable(&chat.APIError{Code: 50005}) || !retryer.IsErrorRetryable(&chat.APIError{Code: 50004}) {
		t.Error("the list of the caller is still in use")
	}
}

// The longest pause before retry k is 50 ms doubled k-1 times, at most 20 s.
func TestRetryDelayDoubles(t *testing.T) {
	t.Parallel()
	for _, random := range []float64{0, 0.5, 0.999} {
		retryer := chat.NewTestRetryer(100, nil, chat.NewRetryQuota(), func() float64 { return random })
		longest := 50 * time.Millisecond
		for k := 1; k <= 100; k++ {
			pause, err := retryer.RetryDelay(k, nil)
			if want := time.Duration(random * float64(longest)); err != nil || pause != want {
				t.Errorf("before retry %d: %v, %v; want %v", k, pause, err, want)
			}
			longest = min(2*longest, 20*time.Second)
		}
	}
}

// Sixteen equal boxes each get their part of the pauses, within five standard
// deviations; so does a retryer that nobody tampered with.
func TestRetryDelayIsUniform(t *testing.T) {
	t.Parallel()
	retryer := chat.NewStandardRetryer(3, nil, chat.NewRetryQuota())
	const n, boxes = 16000, 16
	for _, k := range []int{1, 2, 5, 10, 60} {
		longest := min(50*time.Millisecond<<min(k-1, 20), 20*time.Second)
		var count [boxes]int
		for range n {
			pause, _ := retryer.RetryDelay(k, nil)
			if pause < 0 || pause >= longest {
				t.Fatalf("before retry %d: %v", k, pause)
			}
			count[pause*boxes/longest]++
		}
		// Of a binomial with p = 1/16: sqrt(16000 · 15/256) is 30.6.
		if low, high := slices.Min(count[:]), slices.Max(count[:]); low < n/boxes-153 || high > n/boxes+153 {
			t.Errorf("before retry %d: %v", k, count)
		}
	}
}

func TestTwoRetryersDoNotPauseAlike(t *testing.T) {
	t.Parallel()
	a, b := chat.NewStandardRetryer(3, nil, chat.NewRetryQuota()), chat.NewStandardRetryer(3, nil, chat.NewRetryQuota())
	var same int
	for range 100 {
		one, _ := a.RetryDelay(5, nil)
		other, _ := b.RetryDelay(5, nil)
		if one == other {
			same++
		}
	}
	if same > 1 {
		t.Errorf("%d of 100 pauses are equal", same)
	}
}

func TestQuotaArithmetic(t *testing.T) {
	t.Parallel()
	quota := chat.NewRetryQuota()
	retryer := chat.NewStandardRetryer(3, nil, quota)
	fault := errors.New("fault")
	want := func(n int, when string) {
		t.Helper()
		if got := quota.Tokens(); got != n {
			t.Errorf("%s: %d tokens, want %d", when, got, n)
		}
	}
	take := func() func(error) error {
		t.Helper()
		release, err := retryer.GetRetryToken(t.Context(), fault)
		if err != nil {
			t.Fatal(err)
		}
		return release
	}
	want(500, "at first")
	_ = retryer.GetInitialToken()(nil)
	want(500, "never above 500")
	first := take()
	want(486, "a retry")
	_ = first(fault)
	want(486, "that failed")
	_ = take()(nil)
	want(486, "one that succeeded")
	_ = retryer.GetInitialToken()(nil)
	want(487, "a first attempt that succeeded")
	_ = retryer.GetInitialToken()(fault)
	want(487, "one that failed")
	quota.Set(499)
	last := take()
	quota.Set(495)
	_ = last(nil)
	want(500, "given back, but never above 500")
	for range 35 {
		take()
	}
	want(10, "35 retries")
	if _, err := retryer.GetRetryToken(t.Context(), fault); err == nil {
		t.Error("a retry for 10 tokens")
	}
	want(10, "one that was not allowed")
	quota.Set(14)
	take()
	want(0, "the last one")
}
