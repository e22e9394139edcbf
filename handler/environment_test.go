package handler_test

import (
	"testing"

	"chatmarks/handler"
)

// newWithProcess makes a function whose process began with variables.
func newWithProcess(t *testing.T, process ...string) *function {
	f := newCanned(t, answering(empty))
	f.Handler = handler.New(handler.Options{Environ: process, Log: f.log, HTTPClient: answering(empty)})
	return f
}

func TestWhereSettingsComeFrom(t *testing.T) {
	t.Parallel()
	process := []string{"CHAT_SDKAPPID=1400000001", "CHAT_SECRET_KEY=a=b", "CHAT_REGION=china", "CALLER_AUTH=none", "odd"}
	f := newWithProcess(t, process...)
	f.env = nil
	f.post(sample).expect(t, 200, "") // of the process alone

	f.env = map[string]string{"CHAT_REGION": "mars"}
	f.post(sample).expect(t, 500, "ConfigurationError") // what is handed over stands before

	f.env = nil
	f.post(sample).expect(t, 500, "ConfigurationError") // nothing handed over: the last one holds

	f.env = map[string]string{"CHAT_REGION": "tokyo"}
	f.post(sample).expect(t, 200, "")
}

func TestAVariableThatWasRemovedIsGone(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), "CALLER_AUTH", "token", "CALLER_TOKENS", token)
	bearer := header("authorization", "Bearer "+token)
	f.post(sample, bearer).expect(t, 200, "")
	f.env = environment()
	f.post(sample, bearer).expect(t, 401, "AuthFailure")
	f.env = nil
	f.post(sample, bearer).expect(t, 401, "AuthFailure")
	f.post(sample).expect(t, 200, "")
}

func TestNothingIsReadBeforeTheFirstInvocation(t *testing.T) {
	t.Setenv("CHAT_SDKAPPID", "1400000002")
	h := handler.New(handler.Options{Log: &logLines{}, HTTPClient: answering(empty)})
	answer, err := h.Invoke(handing(t.Context(), environment("CALLER_AUTH", "none")), encode(t, apigw(sample)))
	if err != nil || decode[response](t, string(answer)).StatusCode != 200 {
		t.Errorf("%v %s", err, answer)
	}
}
