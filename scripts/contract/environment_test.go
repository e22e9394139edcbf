package contract

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// "Read at the first invocation and again when it changes: the platform hands the
// environment over with each invocation, not always at process start."
func TestEnvironmentChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := newWorld(t)
	for range 3 {
		for _, one := range []*world{w, other} {
			before := len(one.chat.Journal())
			if r := one.invoke(sampleBody); r.Error != nil || len(one.chat.Journal()) != before+1 {
				t.Errorf("%s", r.text)
			}
		}
		if r := w.with(t, "CHAT_REGION=").invoke(sampleBody); r.code() != "ConfigurationError" {
			t.Errorf("a variable that is gone is gone: %s", r.text)
		}
		if r := w.with(t, "CHAT_MAX_CONVERSATIONS=1").invoke(sampleBody); r.code() != "InvalidParameter" {
			t.Errorf("CHAT_MAX_CONVERSATIONS=1: %s", r.text)
		}
	}
}

// A variable can also be set when the process starts. What an invocation passes overrides
// it.
func TestEnvironmentOfTheProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong := newWorld(t)
	config := platform.Config{Binary: binary, Stdout: recorded("stdout", new(platform.Lines)), Stderr: recorded("stderr", new(platform.Lines))}
	for name, value := range w.env {
		config.ProcessEnvironment = append(config.ProcessEnvironment, name+"="+value)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	f, err := platform.Start(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Stop()
	nothing := w.with(t)
	clear(nothing.env)
	if r := nothing.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("from the process alone: %s", r.text)
	}
	if r := w.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("from both: %s", r.text)
	}
	if r := wrong.invokeOn(f, sampleBody); r.Error != nil || len(wrong.chat.Journal()) != 1 {
		t.Errorf("handed over, another: %s", r.text)
	}
	if r := nothing.invokeOn(f, sampleBody); r.code() != "ConfigurationError" {
		t.Errorf("an empty set means that nothing is set, whatever the process began with: %s", r.text)
	}
	if r := nothing.invokeOn(f, sampleBody, func(r *messages.InvokeRequest) { r.Environment = "" }); r.code() != "ConfigurationError" {
		t.Errorf("no set keeps the last one: %s", r.text)
	}
}

// "a removed variable is gone at the next invocation, even if the process started with it."
func TestRemovedVariables(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, test := range map[string]struct {
		removed []string
		headers string
	}{
		"nobody is checked": {[]string{"CALLER_AUTH=none"}, `{}`},
		"a token":           {[]string{"CALLER_AUTH=token", "CALLER_TOKENS=" + token(1)}, `{"authorization":"Bearer ` + token(1) + `"}`},
	} {
		event := `{"httpMethod":"POST","path":"/","headers":` + test.headers + `,"body":` + strconv.Quote(sampleBody) + `}`
		for begins, environment := range map[string][]string{"with the process": test.removed, "with an invocation": nil} {
			f, _ := alone(t, environment...)
			status := func(w *world) int {
				answer, err := platform.ParseResponse(w.rawOn(f, event).Payload)
				if err != nil {
					t.Fatal(err)
				}
				return answer.StatusCode
			}
			if got := status(w.with(t, test.removed...)); got != 200 {
				t.Errorf("%s, %s: %d before", name, begins, got)
			}
			if got := status(w); got != 401 {
				t.Errorf("%s, %s: %d once it is removed", name, begins, got)
			}
		}
	}
}

// CHAT_USERSIG_TTL is the life of the signature made for Chat, "renewed before it ends".
func TestUserSigTTL(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	w := newWorldOf(t, chattest.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }}, "CHAT_USERSIG_TTL=1h")
	w.invoke(sampleBody)
	w.invoke(sampleBody)
	journal := w.chat.Journal()
	if len(journal) != 2 || journal[0].UserSig != journal[1].UserSig {
		t.Error("a signature that is not about to end is used again")
	}
	ahead.Store(int64(59 * time.Minute))
	if r := w.invoke(sampleBody); r.Error != nil {
		t.Errorf("a minute before its end: %s", r.text)
	}
	ahead.Store(int64(61 * time.Minute))
	if r := w.invoke(sampleBody); r.code() != "ConfigurationError" {
		t.Errorf("after its end by Chat's clock, a new one no better: %s", r.text)
	}
}
