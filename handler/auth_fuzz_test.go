package handler

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// FuzzAuthenticate checks that a UserSig is accepted only if the official verifier
// accepts it for the same UserID. Every other header must be refused without a panic.
func FuzzAuthenticate(f *testing.F) {
	const token = "a_token_that_nobody_can_guess_1_"
	a := &settings.App{SDKAppID: 1400000001, SecretKey: "key", Admin: chat.DefaultAdmin}
	callers := settings.Callers{UserSig: true, Token: true, Tokens: [][sha256.Size]byte{sha256.Sum256([]byte(token))}}
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
	var sigs sigCache
	f.Fuzz(func(t *testing.T, header string) {
		now := time.Now()
		who, err := authenticate(callers, http.Header{"Authorization": {header}}, a, &sigs, now)
		again, err2 := authenticate(callers, http.Header{"Authorization": {header}}, a, &sigs, now)
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
		if tencentyun.VerifyUserSig(a.SDKAppID, a.SecretKey, who.userID, strings.Trim(userSig, " \t"), now) != nil ||
			who.everybody != (who.userID == chat.DefaultAdmin) {
			t.Fatalf("%q came in as %+v", header, who)
		}
	})
}

// TestSigCache checks that entries expire with their credentials and that the cache has
// a maximum size.
func TestSigCache(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var c sigCache
	one, other := sha256.Sum256([]byte("one")), sha256.Sum256([]byte("other"))
	c.put(one, now.Unix())
	if !c.get(one, now) || c.get(other, now) || c.get(one, now.Add(time.Second)) {
		t.Error("not the one that was put, until its last second")
	}
	for n := range 3 * maxSigs {
		c.put(sha256.Sum256(fmt.Append(nil, n)), now.Unix())
		if len(c.expires) > maxSigs {
			t.Fatalf("%d are kept", len(c.expires))
		}
	}
}
