package chat_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

// search sends the sample through a canned transport.
func search(t *testing.T, steps ...play) (*canned, *chat.SearchContactGroupOutput, error) {
	t.Helper()
	network := newCanned(steps...)
	client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxAttempts = network, 3 })
	out, err := client.SearchContactGroup(t.Context(), sample())
	return network, out, err
}

func TestStatusOtherThan200(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 204, 206, 301, 302, 307, 400, 401, 403, 404, 413, 429, 501, 505} {
		// Its body does not come from Chat.
		_, _, err := search(t, answer(status, `{"ActionStatus":"FAIL","ErrorCode":50004,"ErrorInfo":"x"}`, "Retry-After", "2"), ok())
		got, is := as[*chat.StatusError](err)
		if _, api := as[*chat.APIError](err); !is || api || got.StatusCode != status || got.RetryAfter != 2*time.Second || attempts(err) != 1 {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestParseRetryAfter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "1": time.Second, " 3 ": 3 * time.Second, "120": 2 * time.Minute,
		"-1": 0, "1.5": 0, "soon": 0, "Wed, 21 Oct 2026 07:28:00 GMT": 0,
		"18446744073709551615": (1<<31 - 1) * time.Second, "99999999999999999999999": (1<<31 - 1) * time.Second,
	} {
		if got := chat.ParseRetryAfter(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestErrorInfoIsCleaned(t *testing.T) {
	t.Parallel()
	info := strings.Repeat("组", 300) + `\u0000\n`
	_, _, err := search(t, answer(200, `{"ActionStatus":"FAIL","ErrorCode":50002,"ErrorInfo":"`+info+`"}`, "Retry-After", "9"))
	api, ok := as[*chat.APIError](err)
	if !ok || api.Info != strings.Repeat("组", 170) || api.RetryAfter != 9*time.Second {
		t.Errorf("%v", err)
	}
}

func TestAPIErrorSpeaksSmithy(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]smithy.ErrorFault{50004: smithy.FaultServer, 50002: smithy.FaultClient, 70009: smithy.FaultClient, 51007: smithy.FaultUnknown, 12345: smithy.FaultUnknown} {
		_, _, err := search(t, code(n))
		api, ok := as[smithy.APIError](err)
		if !ok || api.ErrorCode() == "" || api.ErrorMessage() == "" || api.ErrorFault() != want {
			t.Errorf("%d: %v", n, err)
		}
	}
}

// endless is a body without end that counts the bytes read.
type endless struct{ read, closed int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func (e *endless) Close() error { e.closed++; return nil }

func TestAnswersAreBoundedAndClosed(t *testing.T) {
	t.Parallel()
	for status, limit := range map[int]int{200: 4<<20 + 1, 404: 0} {
		for _, announced := range []int64{-1, 1 << 40} {
			body := &endless{}
			_, _, err := search(t, func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Body: body, ContentLength: announced}, nil
			})
			// Reads have large buffers, so a read may exceed the limit by one buffer.
			if err == nil || attempts(err) != 1 || body.read > limit+64<<10 || body.closed != 1 {
				t.Errorf("%d: read %d, closed %d, %v", status, body.read, body.closed, err)
			}
			if _, refused := as[*smithy.DeserializationError](err); refused != (status == 200) {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
}

func TestAnswerOf4MiBIsRead(t *testing.T) {
	t.Parallel()
	full := good(``) + strings.Repeat(" ", 4<<20-len(good(``)))
	if _, _, err := search(t, answer(200, full)); err != nil {
		t.Error(err)
	}
	if _, _, err := search(t, answer(200, full+" ")); err == nil || attempts(err) != 1 {
		t.Errorf("a byte more: %v", err)
	}
}

// broken fails after its text.
type broken struct {
	io.Reader
	err error
}

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = b.err
	}
	return n, err
}

func (broken) Close() error { return nil }

func TestBodyCutShortIsRetried(t *testing.T) {
	t.Parallel()
	for _, cause := range []error{io.ErrUnexpectedEOF, errors.New("50002 certificate garbage")} {
		// Even if all of the JSON arrived, the end of the body did not.
		cut := func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: broken{strings.NewReader(good(``)), cause}, ContentLength: -1}, nil
		}
		if _, out, err := search(t, cut, ok()); err != nil || out.Attempts != 2 {
			t.Errorf("%+v, %v", out, err)
		}
		_, _, err := search(t, cut)
		if network, ok := as[*chat.NetworkError](err); !ok || attempts(err) != 3 || !errors.Is(network, cause) {
			t.Errorf("%v", err)
		}
	}
}
