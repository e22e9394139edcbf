package contract

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// caller is a row of section 5.
type caller struct {
	sentence, authorization string
	asksFor                 string // default user_0001
	status                  int
}

func (c caller) body() string {
	if c.asksFor == "" {
		return sampleBody
	}
	return from(`"` + c.asksFor + `"`)
}

// hold sends every row on every face, and checks that a failed check never
// reaches Chat.
func hold(t *testing.T, w *world, rows []caller) {
	t.Helper()
	w.eachFace(t, func(w *world, f face) {
		refusals := map[string]bool{}
		for _, c := range rows {
			a := w.ask(f, "/", c.body(), "Authorization", c.authorization)
			if a.status != c.status {
				t.Errorf("%s, %s: %v, not %d", f.name, c.sentence, a, c.status)
			}
			if a.status != 401 {
				continue
			}
			r := a.reply(t)
			refusals[r.Error.Code+": "+r.Error.Message+" ("+a.header.Get("WWW-Authenticate")+")"] = true
			if r.Error.Code != "AuthFailure" || r.Error.Details != nil || r.Error.Chat != nil {
				t.Errorf("%s, %s: %v", f.name, c.sentence, a)
			}
		}
		if len(refusals) > 1 {
			t.Errorf("%s: the answer never says which part was wrong, but differs: %v", f.name, refusals)
		}
	})
}

func TestUserSigCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.data.SetUser("a:b", userWithNothing); err != nil {
		t.Fatal(err)
	}
	sig := w.userSig("user_0001", time.Hour)
	bomb := zlibBomb(t)
	hold(t, w, []caller{
		{"a user asks for itself", "UserSig user_0001:" + sig, "", 200},
		{"the scheme's case does not matter", "uSERsIG user_0001:" + sig, "", 200},
		{"a UserID with a colon: parted at the last one", w.credential("a:b"), "a:b", 200},
		{"a user asks for another", w.credential("user_0002"), "", 403},
		{"the case of a UserID matters", w.credential("User_0001"), "", 403},
		{"the admin asks for everybody", w.credential(admin), "", 200},
		{"the admin asks for another", w.credential(admin), "user_0002", 200},
		{"no credential", "", "", 401},
		{"no scheme", sig, "", 401},
		{"no UserID", "UserSig :" + sig, "", 401},
		{"no colon", "UserSig " + sig, "", 401},
		{"no UserSig", "UserSig user_0001:", "", 401},
		{"only the scheme", "UserSig", "", 401},
		{"another's UserSig", "UserSig user_0001:" + w.userSig("user_0002", time.Hour), "", 401},
		{"another key", "UserSig user_0001:" + sign(t, w.id, secretKey(0), "user_0001", time.Hour), "", 401},
		{"another app", "UserSig user_0001:" + sign(t, w.id+1_000_000, w.key, "user_0001", time.Hour), "", 401},
		{"expired", "UserSig user_0001:" + sign(t, w.id, w.key, "user_0001", -time.Minute), "", 401},
		{"cut short", "UserSig user_0001:" + sig[:len(sig)-20], "", 401},
		{"base64 junk", "UserSig user_0001:" + strings.Repeat("A", 200), "", 401},
		{"zlib junk", "UserSig user_0001:" + packed(t, "not JSON"), "", 401},
		{"zlib of null", "UserSig user_0001:" + packed(t, "null"), "", 401},
		{"zlib of an array", "UserSig user_0001:" + packed(t, "[[]]"), "", 401},
		{"a zlib bomb", "UserSig user_0001:" + bomb, "", 401},
		{"over 4 KiB", "UserSig user_0001:" + sig + strings.Repeat("A", 4<<10), "", 401},
		{"far over 4 KiB", "UserSig user_0001:" + strings.Repeat("A", 40<<10), "", 401},
		{"a way that is not configured", "Bearer " + token(1), "", 401},
		{"Basic", "Basic dXNlcl8wMDAxOng=", "", 401},
		{"a UserID over 32 bytes", "UserSig " + long33 + ":" + w.userSig(long33, time.Hour), long33[:32], 401},
	})
	for _, e := range w.chat.Journal() {
		if !strings.Contains(string(e.Body), `"user_0001"`) && !strings.Contains(string(e.Body), `"a:b"`) && !strings.Contains(string(e.Body), `"user_0002"`) {
			t.Errorf("a failed check reached Chat: %s", e.Body)
		}
	}
	w.works()
}

// packed is a document in the form of a UserSig.
func packed(t *testing.T, document string) string {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(document)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(b.Bytes()))
}

// zlibBomb unpacks to far more than the 4 KiB that it may have itself.
func zlibBomb(t *testing.T) string {
	t.Helper()
	bomb := packed(t, strings.Repeat("0", 3_000_000))
	if len(bomb) > 4<<10 {
		t.Fatalf("a bomb of %d bytes is refused for its size", len(bomb))
	}
	return bomb
}

func TestTokenCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=token", "CALLER_TOKENS="+token(1)+","+token(2))
	hold(t, w, []caller{
		{"the first token", "Bearer " + token(1), "", 200},
		{"two can be live while they rotate", "Bearer " + token(2), "", 200},
		{"for everybody", "Bearer " + token(1), "user_0002", 200},
		{"the scheme's case does not matter", "bEARER " + token(1), "", 200},
		{"an unknown token", "Bearer " + token(3), "", 401},
		{"a token cut short", "Bearer " + token(1)[:len(token(1))-1], "", 401},
		{"a token and more", "Bearer " + token(1) + "x", "", 401},
		{"both tokens", "Bearer " + token(1) + "," + token(2), "", 401},
		{"another case", "Bearer " + strings.ToUpper(token(1)), "", 401},
		{"an empty token", "Bearer ", "", 401},
		{"none", "", "", 401},
		{"a UserSig, which is not configured", w.credential("user_0001"), "", 401},
	})
}

func TestBothWays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=usersig,token", "CALLER_TOKENS="+token(3))
	hold(t, w, []caller{
		{"a token", "Bearer " + token(3), "user_0002", 200},
		{"a UserSig", w.credential("user_0001"), "", 200},
		{"a UserSig, for another", w.credential("user_0001"), "user_0002", 403},
		{"neither", "Basic eA==", "", 401},
	})
}

func TestNoCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	hold(t, w, []caller{
		{"without", "", "", 200},
		{"for everybody", "", "user_0002", 200},
		{"with something", "Basic eA==", "", 200},
		{"with something broken", "UserSig :", "", 200},
	})
}

// "The admin is the app's CHAT_ADMIN": the default name is nobody's then.
func TestAdminOfTheApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_ADMIN=user_0003")
	hold(t, w, []caller{
		{"administrator is an ordinary user", w.credential(admin), "user_0001", 403},
	})
}
