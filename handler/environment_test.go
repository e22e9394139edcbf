package handler_test

import (
	"testing"

	"chatmarks/handler"
)

// newWithProcess returns a function whose process started with these variables.
func newWithProcess(t *testing.T, process ...string) *function {
	f := newCanned(t, answering(empty))
	f.Handler = handler.NeverLose(handler.New(handler.Options{Environ: process, Log: f.log, HTTPClient: answering(empty)}))
	return f
}

func TestWhereSettingsComeFrom(t *testing.T) {
	t.Parallel()
	process := []string{"CHAT_SDKAPPID=1400000001", "CHAT_SECRET_KEY=a=b", "CHAT_REGION=china", "CALLER_AUTH=none", "odd"}
	f := newWithProcess(t, process...)
	f.env = nil
	f.post(sample).expect(t, 200, "") // only the variables of the process

	for _, set := range []map[string]string{{}, {"SOME_NAME": "1", "HTTPS_PROXY": "", "chat_region": "mars"}} {
		f.env = set
		f.post(sample).expect(t, 200, "") // a set without a setting of the function
	}

	f.env = map[string]string{"CHAT_REGION": "china"}
	f.post(sample).expect(t, 500, "ConfigurationError") // a set with a setting: those of the process are ignored from now on

	f.env = nil
	f.post(sample).expect(t, 500, "ConfigurationError") // no set: the last one is still valid

	f.env = environment()
	f.post(sample).expect(t, 200, "")

	f.env = map[string]string{}
	f.post(sample).expect(t, 500, "ConfigurationError") // an empty set: nothing is set
}

// After a setting with any of the prefixes, the settings of the process are ignored.
// Other variables have no such effect.
func TestWhatEndsTheSettingsOfTheProcess(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{
		"CHAT_ADMIN": 401, "CALLER_TOKENS": 401, "CORS_X": 401, "LOG_LEVEL": 401,
		"LOG_LEVELS": 200, "HTTPS_PROXY": 200, "CHATTER": 200, "": 200,
	} {
		f := newWithProcess(t, "CALLER_AUTH=none", "CHAT_SDKAPPID=1400000001", "CHAT_SECRET_KEY=k", "CHAT_REGION=china")
		f.env = map[string]string{name: ""}
		f.post(sample, noHeader("authorization"))
		f.env = map[string]string{"CHAT_SDKAPPID": "1400000001", "CHAT_SECRET_KEY": "k", "CHAT_REGION": "china"}
		if want == 200 {
			f.env = map[string]string{"OTHER": "1"}
		}
		f.post(sample, noHeader("authorization")).expect(t, want, map[int]string{401: "AuthFailure"}[want])
	}
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
