package contract

import (
	"strconv"
	"testing"
	"time"
)

// Section 5: an invocation whose own environment has TCB_CONTEXT_KEYS or
// WX_CONTEXT_KEYS "is refused with AuthFailure, whatever form the event has (as
// data; HTTP-shaped events as 401), unless it is HTTP-shaped and carries a valid
// credential".
func TestCloudBase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body, headers := strconv.Quote(sampleBody), `"headers":{"authorization":"`+w.credential("user_0001")+`"}`
	data := map[string]string{
		"direct":           sampleBody,
		"timer":            `{"Type":"Timer","Message":` + body + `}`,
		"CKafka":           `{"Records":[{"Ckafka":{"msgBody":` + body + `}},{"Ckafka":{"msgBody":` + body + `}}]}`,
		"CMQ":              `{"Records":[{"CMQ":{"msgBody":` + body + `}}]}`,
		"no records":       `{"Records":[]}`,
		"EventBridge":      `{"specversion":"1.0.2","data":` + sampleBody + `}`,
		"EventBridge list": `{"EventList":[{"specversion":"1.0.2","data":{"msgBody":` + body + `}}]}`,
		"no known form":    `{"key1":"test value 1"}`,
		"no JSON":          `junk`,
	}
	refused := map[string]string{
		"Function URL":     `{"httpMethod":"POST","path":"/","headers":{},"body":` + body + `}`,
		"API Gateway":      `{"httpMethod":"POST","path":"/","headers":{},"requestContext":{"sourceIp":"192.0.2.1"},"body":` + body + `}`,
		"CLB":              `{"headers":{},"payload":` + sampleBody + `}`,
		"health":           `{"httpMethod":"GET","path":"/healthz","headers":{}}`,
		"OPTIONS":          `{"httpMethod":"OPTIONS","path":"/","headers":{}}`,
		"another app":      `{"httpMethod":"POST","path":"/","queryString":{"sdkappid":"7"},` + headers + `,"body":` + body + `}`,
		"a bad credential": `{"httpMethod":"POST","path":"/","headers":{"authorization":"UserSig user_0001:eJw"},"body":` + body + `}`,
	}
	for _, setting := range []string{"TCB_CONTEXT_KEYS=WX_OPENID,TCB_UUID", "WX_CONTEXT_KEYS=WX_OPENID"} {
		for _, auth := range []string{"CALLER_AUTH=", "CALLER_AUTH=none"} {
			w := w.with(t, setting, auth)
			for name, event := range data {
				if r := w.invoke(event); r.goError || r.code() != "AuthFailure" || r.Results != nil {
					t.Errorf("%s, %s, %s: %s", setting, auth, name, r.text)
				}
			}
			for name, event := range refused {
				if a := w.event(event); a.status != 401 || a.reply(t).Error.Code != "AuthFailure" {
					t.Errorf("%s, %s, %s: %v", setting, auth, name, a)
				}
			}
		}
	}
	if n := len(w.chat.Journal()); n != 0 {
		t.Errorf("Chat was called %d times", n)
	}
	w = w.with(t, "TCB_CONTEXT_KEYS=TCB_UUID", "CALLER_AUTH=usersig,token", "CALLER_TOKENS="+token(1))
	for _, credential := range []string{w.credential("user_0001"), "UserSig " + admin + ":" + w.userSig(admin, time.Hour), "Bearer " + token(1)} {
		if a := w.event(`{"httpMethod":"POST","path":"/","headers":{"authorization":"` + credential + `"},"body":` + body + `}`); a.status != 200 {
			t.Errorf("a valid credential: %v", a)
		}
	}
}

// "not the process': scf-go-lib copies variables there and they stay".
func TestCloudBaseOfAnotherInvocation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, _ := alone(t, "WX_CONTEXT_KEYS=WX_OPENID")
	if r := w.with(t, "TCB_CONTEXT_KEYS=TCB_UUID").invokeOn(f, sampleBody); r.code() != "AuthFailure" {
		t.Errorf("%s", r.text)
	}
	if r := w.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("after it, an invocation of another kind: %s", r.text)
	}
}
