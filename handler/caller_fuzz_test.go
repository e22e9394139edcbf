package handler

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat"
)

// FuzzAuthenticate: who is let in by a UserSig is one whom the official verifier
// knows by that very name; every other header is refused, and none panics.
func FuzzAuthenticate(f *testing.F) {
	const token = "a_token_that_nobody_can_guess_1_"
	a := &app{appConfig: appConfig{sdkAppID: 1400000001, secretKey: "key", admin: chat.DefaultAdmin}, verified: newVerified()}
	env := map[string]string{"CALLER_AUTH": "usersig,token", "CALLER_TOKENS": token}
	reader := &configReader{env: func(name string) string { return env[name] }}
	callers := reader.callers()
	if reader.faults != nil {
		f.Fatal(reader.faults)
	}
	for _, userID := range []string{"user_0001", "a:b", chat.DefaultAdmin} {
		userSig, err := tencentyun.GenUserSig(1400000001, "key", userID, 3600)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("UserSig " + userID + ":" + userSig)
		f.Add("usersig\t" + userID + ":" + userSig + " ")
	}
	f.Add("Bearer " + token)
	f.Add("UserSig :")
	f.Add("UserSig a:eAE_\r\n")
	f.Fuzz(func(t *testing.T, header string) {
		now := time.Now()
		who, err := callers.authenticate(http.Header{"Authorization": {header}}, a, now)
		again, err2 := callers.authenticate(http.Header{"Authorization": {header}}, a, now)
		if who != again || (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %v, then %v", header, err, err2)
		}
		if err != nil {
			if strings.Contains(err.Error(), "eAE") || who != (caller{}) {
				t.Fatalf("%q: %+v, %v", header, who, err)
			}
			return
		}
		if who.userID == "" {
			if !strings.HasSuffix(strings.Trim(header, " \t"), token) {
				t.Fatalf("%q came in by a token", header)
			}
			return
		}
		_, userSig, _ := strings.Cut(header, who.userID+":")
		if tencentyun.VerifyUserSig(a.sdkAppID, a.secretKey, who.userID, strings.Trim(userSig, " \t"), now) != nil ||
			who.everybody != (who.userID == chat.DefaultAdmin) {
			t.Fatalf("%q came in as %+v", header, who)
		}
	})
}
