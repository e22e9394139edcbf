package contract

import (
	"fmt"
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

// A caller's UserSig is checked with the key of the app that the request names.
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

var userWithNothing = chattest.User{}
