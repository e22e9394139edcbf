package handler_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestLogOfAnAnswer(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "50004,ok")
	f.post(sample).expect(t, 200, "")
	line := f.log.one(t)
	for key, want := range map[string]any{
		"requestID": requestID, "event": "apigw", "status": 200.0, "level": "INFO", "msg": "search", "gatewayRequestID": "gateway-request-1",
		"clientIP": "203.0.113.9", "sdkappid": 1400000001.0, "conversations": 2.0, "attempts": 2.0, "coldStart": true, "version": "v1.2.3",
		"code": nil, "cause": nil, "chatCode": nil, "record": nil,
	} {
		if line[key] != want {
			t.Errorf("%s is %v, not %v", key, line[key], want)
		}
	}
	chatMs, _ := line["chatMs"].(float64)
	ms, _ := line["ms"].(float64)
	if chatMs <= 0 || ms < chatMs || line["time"] == nil {
		t.Errorf("%v ms in Chat, %v in all, at %v", chatMs, ms, line["time"])
	}
}

func TestLogHasNoUser(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "ok,50001,51007,50004*", "CHAT_MAX_ATTEMPTS", "1")
	for range 4 {
		f.post(sample)
	}
	f.post(strings.Replace(sample, "user_0001", "user_0003", 1)).expect(t, 403, "")
	f.post(sample, credential("UserSig user_0003:junk")).expect(t, 401, "")
	f.post(`{"user_0004":1,"From_Account":"user_0005\u0000"}`).expect(t, 400, "")
	_, _ = f.invoke(kafka(sample, `{"From_Account":"user_0006"}`))
	for _, id := range []string{"user_0", "@TGS", "administrator", "group_0001", "abcde"} {
		if strings.Contains(f.log.String(), id) {
			t.Errorf("%s is in the log: %s", id, f.log)
		}
	}
	if n := len(f.log.all(t)); n != 9 {
		t.Errorf("%d lines", n)
	}
}

func TestLogOfForeignIDs(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	for id, want := range map[string]string{
		"plain-id_1":                "plain-id_1",
		"a b\r\n\x00\x1bc":          "abc",
		strings.Repeat("i", 9000):   strings.Repeat("i", 128),
		"é" + `"{}`:                 `"{}`,
		strings.Repeat(`"\`, 5_000): strings.Repeat(`"\`, 64),
	} {
		for _, change := range []func(object){
			with("requestContext", object{"requestId": id}),
			func(e object) { delete(e, "requestContext"); e.headers()["x-api-requestid"] = id },
		} {
			before := len(f.log.all(t))
			got := f.post(sample, change)
			if line := f.log.all(t)[before]; line["gatewayRequestID"] != want {
				t.Errorf("%.40q is logged as %v", id, line["gatewayRequestID"])
			}
			if got.Headers["X-Request-ID"] != requestID {
				t.Errorf("the answer has the gateway's id: %v", got.Headers)
			}
		}
	}
}

func TestAnInvocationWithoutAnIDHasOneOfItsOwn(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	ids := map[string]bool{}
	for range 3 {
		answer, _ := f.Invoke(t.Context(), encode(t, apigw(sample)))
		got := decode[response](t, string(answer))
		id := got.Headers["X-Request-ID"]
		if ids[id] || len(id) < 20 || !strings.Contains(got.Body, id) {
			t.Errorf("%q in %s", id, got.Body)
		}
		ids[id] = true
	}
}

func TestLogLevel(t *testing.T) {
	t.Parallel()
	events := map[string]any{
		"INFO":  sample,
		"WARN":  `{"From_Account":"u"}`,
		"ERROR": `{"sdkappid":1400000001,` + strings.Replace(sample[1:], "user_0001", "fails", 1),
	}
	unknown := map[string]string{`{"key1":"x"}`: "WARN", `{"Records":[]}`: "INFO", kafka(sample): "INFO", kafka(`7`): "WARN"}
	for level, written := range map[string][]string{
		"debug": {"INFO", "WARN", "ERROR"}, "": {"INFO", "WARN", "ERROR"}, "warn": {"WARN", "ERROR"}, "error": {"ERROR"},
	} {
		f := newFunction(t, "", "LOG_LEVEL", level)
		lines := func(event any) int {
			before := len(f.log.all(t))
			_, _ = f.invoke(event)
			return len(f.log.all(t)) - before
		}
		for severity, event := range events {
			if severity == "ERROR" {
				f.env["CHAT_ADMIN"] = "nobody" // Chat refuses with a code of the configuration
			} else {
				delete(f.env, "CHAT_ADMIN")
			}
			if (lines(event) == 1) != slices.Contains(written, severity) {
				t.Errorf("level %q: a line of %s", level, severity)
			}
		}
		delete(f.env, "CHAT_ADMIN")
		for event, severity := range unknown {
			if (lines(event) == 1) != slices.Contains(written, severity) {
				t.Errorf("level %q: %s", level, event)
			}
		}
		if (lines(f.event(sample)) == 1) != slices.Contains(written, "INFO") {
			t.Errorf("level %q: an HTTP event", level)
		}
	}
}

func TestLogOneLineEach(t *testing.T) {
	t.Parallel()
	f := newCanned(t, clientFunc(func(*http.Request) (*http.Response, error) { panic(strings.Repeat("x", 9000)) }))
	for n, event := range []any{
		f.event(sample), f.event("{"), f.event(sample, with("httpMethod", "OPTIONS")), object{"httpMethod": "GET", "path": "/healthz"},
		sample, `{}`, `junk`, `{"Records":[]}`, kafka(`1`), `{"Type":"Timer"}`,
	} {
		_, _ = f.invoke(event)
		if lines := f.log.all(t); len(lines) != n+1 {
			t.Fatalf("%d lines after %d calls", len(lines), n+1)
		}
	}
}
