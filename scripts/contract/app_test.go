package contract

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

// twoApps is a world with a second app, whose user_0001 has no conversations.
func twoApps(t *testing.T, settings ...string) (w *world, second uint64) {
	t.Helper()
	second = 1500000000 + lastApp.Add(1)
	data := new(chattest.Data)
	if err := data.SetUser("user_0001", userWithNothing); err != nil {
		t.Fatal(err)
	}
	w = newWorldOf(t, chattest.Options{Apps: []chattest.App{
		{SDKAppID: second, SecretKey: secretKey(second), Data: data, Admins: []string{"boss"}},
	}}, settings...)
	w.set(
		fmt.Sprintf("CHAT_SDKAPPID=%d,%d", w.id, second),
		"CHAT_SECRET_KEY=",
		fmt.Sprintf("CHAT_SECRET_KEY_%d=%s", w.id, w.key),
		fmt.Sprintf("CHAT_SECRET_KEY_%d=%s", second, secretKey(second)),
		fmt.Sprintf("CHAT_ADMIN_%d=boss", second),
	)
	w.set(settings...)
	return w, second
}

// answeredBy checks which app Chat was asked for, if any.
func answeredBy(t *testing.T, w *world, sentence string, want uint64) {
	t.Helper()
	journal := w.chat.Journal()
	w.chat.ResetJournal()
	switch {
	case want == 0 && len(journal) > 0:
		t.Errorf("%s: Chat was asked", sentence)
	case want == 0:
	case len(journal) != 1 || journal[0].SDKAppID != want || journal[0].ErrorCode != 0:
		t.Errorf("%s: Chat was not asked once, for %d: %d requests", sentence, want, len(journal))
	}
}

// Section 2, which app: `?sdkappid=` on an HTTP event.
func TestAppOfAnHTTPRequest(t *testing.T) {
	t.Parallel()
	w, second := twoApps(t, "CALLER_AUTH=none")
	for _, f := range w.faces() {
		for _, row := range []struct {
			sentence, query string
			status          int
			app             uint64
			code            string
		}{
			{"without it, the first configured app", "", 200, w.id, ""},
			{"the first, by name", fmt.Sprintf("?sdkappid=%d", w.id), 200, w.id, ""},
			{"the second, by name", fmt.Sprintf("?sdkappid=%d", second), 200, second, ""},
			{"an app that is not configured", "?sdkappid=1400000999", 404, 0, "ResourceNotFound"},
			{"another case is refused, with the right spelling", fmt.Sprintf("?sdkAppId=%d", second), 400, 0, "InvalidParameter"},
			{"another case beside the right one", fmt.Sprintf("?sdkappid=%d&SDKAPPID=%d", second, w.id), 400, 0, "InvalidParameter"},
			{"other parameters do not matter, even if they cannot be parsed", fmt.Sprintf("?utm=100%%&a=1;b=2&sdkappid=%d&%%zz=1&&=", second), 200, second, ""},
			{"they do not matter alone", "?utm=100%&a=1;b=2", 200, w.id, ""},
			{"a value that cannot be parsed", "?sdkappid=%zz", 400, 0, "InvalidParameter"},
			{"given twice", fmt.Sprintf("?sdkappid=%d&sdkappid=%d", w.id, w.id), 400, 0, "InvalidParameter"},
			{"no number", "?sdkappid=first", 400, 0, "InvalidParameter"},
			{"a number too large", "?sdkappid=99999999999999999999999", 400, 0, "InvalidParameter"},
		} {
			a := w.ask(f, "/search"+row.query, sampleBody)
			sentence := f.name + ": " + row.sentence
			if r := a.reply(t); a.status != row.status || row.code != "" && (r.Error == nil || r.Error.Code != row.code) {
				t.Errorf("%s: %v, not %d %s", sentence, a, row.status, row.code)
			}
			if row.code == "InvalidParameter" && !strings.Contains(string(a.body), "sdkappid") {
				t.Errorf("%s: %v does not say sdkappid", sentence, a)
			}
			answeredBy(t, w, sentence, row.app)
		}
		a := w.ask(f, "/", fmt.Sprintf(`{"sdkappid":%d,%s`, second, sampleBody[1:]))
		if a.status != 400 {
			t.Errorf("%s: sdkappid in an HTTP body is an unknown name: %v, not 400", f.name, a)
		}
		answeredBy(t, w, f.name, 0)
	}
}

// Section 2, which app: "sdkappid" at the top level of every other request.
func TestAppOfOtherRequests(t *testing.T) {
	t.Parallel()
	w, second := twoApps(t)
	for _, row := range []struct {
		sentence, value string
		app             uint64
		code            string
	}{
		{"a number", strconv.FormatUint(second, 10), second, ""},
		{"a decimal string", strconv.Quote(strconv.FormatUint(second, 10)), second, ""},
		{"a decimal string with an escape", `"\u0031` + strconv.FormatUint(second, 10)[1:] + `"`, second, ""},
		{"the first", strconv.FormatUint(w.id, 10), w.id, ""},
		{"an app that is not configured", "1400000999", 0, "ResourceNotFound"},
		{"a word", `"first"`, 0, "InvalidParameter"},
		{"an empty string", `""`, 0, "InvalidParameter"},
		{"null", `null`, 0, "InvalidParameter"},
		{"a fraction", `1.5`, 0, "InvalidParameter"},
		{"a negative number", `-1`, 0, "InvalidParameter"},
		{"zero", `0`, 0, "InvalidParameter"},
		{"a list", `[]`, 0, "InvalidParameter"},
		{"given twice", fmt.Sprintf(`%d,"sdkappid":%d`, second, second), 0, "InvalidParameter"},
	} {
		body := `{"sdkappid":` + row.value + `,` + sampleBody[1:]
		for name, event := range map[string]string{
			"direct": body,
			"timer":  `{"Type":"Timer","TriggerName":"t","Time":"2026-11-02T00:00:00Z","Message":` + strconv.Quote(body) + `}`,
			"bridge": `{"specversion":"1.0.2","data":` + body + `}`,
		} {
			r := w.invoke(event)
			if r.code() != row.code {
				t.Errorf("%s, %s: %.300s, not %q", name, row.sentence, r.text, row.code)
			}
			answeredBy(t, w, name+", "+row.sentence, row.app)
		}
	}
}

// A caller's UserSig is checked with the key of the app that it asks for.
func TestUserSigOfAnotherApp(t *testing.T) {
	t.Parallel()
	w, second := twoApps(t)
	own := "UserSig user_0001:" + sign(t, second, secretKey(second), "user_0001", time.Hour)
	target := fmt.Sprintf("/?sdkappid=%d", second)
	for _, f := range gateways() {
		if a := w.ask(f, target, sampleBody, "Authorization", own); a.status != 200 {
			t.Errorf("%s: the app's own: %v", f.name, a)
		}
		if a := w.ask(f, target, sampleBody, "Authorization", w.credential("user_0001")); a.status != 401 {
			t.Errorf("%s: the first app's, for the second: %v", f.name, a)
		}
		if a := w.ask(f, "/", sampleBody, "Authorization", own); a.status != 401 {
			t.Errorf("%s: the second app's, for the first: %v", f.name, a)
		}
	}
}
