package browser

import (
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

// TestRealSettingsStayOffThePage opens the console for an app that is not the demo's. Its
// Chat is still a fake.
func TestRealSettingsStayOffThePage(t *testing.T) {
	const key, token = "keykeykeykeykeykeykeykeykeykeykey", "tokentokentokentokentokentokentoken"
	chat, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{{SDKAppID: 1400000009, SecretKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Close)
	l := newLocal(t, []string{
		"CHAT_SDKAPPID=1400000009", "CHAT_SECRET_KEY=" + key, "CHAT_REGION=singapore", "CHAT_ENDPOINT=" + chat.URL(),
		"CALLER_AUTH=usersig,token", "CALLER_TOKENS=" + token,
	})
	p := newPage(t)
	p.console(l)
	seen := eval[[]bool](p, `['faults', 'data', 'attempts-box'].map(id => document.getElementById(id).checkVisibility())`)
	for i, visible := range seen {
		if visible {
			t.Errorf("part %d is shown without the embedded Chat", i+1)
		}
	}
	kinds := eval[string](p, `[...document.getElementById('kind').options].map(o => o.value).join(' ')`)
	if kinds != "usersig token none" {
		t.Errorf("credentials %s", kinds)
	}
	p.set("kind", "token")
	p.set("secret", token)
	p.ask()
	p.shows("#status", "200 OK")
	p.shows("#chat", "another Chat")
	page := eval[string](p, `fetch('/.console/api/state').then(async (r) => document.documentElement.outerHTML + await r.text())`)
	for _, secret := range []string{key, token} {
		if strings.Contains(page, secret) {
			t.Errorf("the page holds %.5s…", secret)
		}
	}
	for _, entry := range chat.Journal() {
		if strings.Contains(page, entry.UserSig) {
			t.Error("the page holds a signature")
		}
	}
	status := eval[int](p, `fetch('/.console/api/data').then(r => r.status)`)
	if status != 404 {
		t.Errorf("data: status %d", status)
	}
}
