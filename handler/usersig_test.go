package handler_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// packed returns a document in the encoding of a UserSig.
func packed(t *testing.T, document string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(document)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(b.Bytes()))
}

func TestAUserSigThatIsNone(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	bomb := packed(t, strings.Repeat("0", 2<<20))
	if len(bomb) > 4<<10 {
		t.Fatalf("the bomb has %d bytes and would not be read at all", len(bomb))
	}
	for cause, userSig := range map[string]string{
		"a UserSig over 4 KiB":                                 strings.Repeat("A", 4<<10+1),
		"a UserSig that does not unpack":                       bomb,
		"a UserSig that does not decode":                       "====",
		"a UserSig that does not verify: broken":               f.sign("user_0001") + strings.Repeat("!", 2000),
		"a UserSig that does not verify: sdk appid not match":  packed(t, "not JSON"),
		"a UserSig that does not verify: identifier not match": packed(t, `{"TLS.sdkappid":1400000001,"TLS.identifier":"user_0002"}`),
		"a UserSig that does not verify: expired":              packed(t, `{"TLS.sdkappid":1400000001,"TLS.identifier":"user_0001","TLS.time":1,"TLS.expire":1}`),
		"a UserSig that does not verify: sig not match": packed(t, fmt.Sprintf(
			`{"TLS.sdkappid":1400000001,"TLS.identifier":"user_0001","TLS.time":%d,"TLS.expire":9999}`, time.Now().Unix())),
	} {
		before := len(f.log.all(t))
		expectUnauthorized(t, f.post(sample, credential("UserSig user_0001:"+userSig)), `UserSig realm="chat"`)
		if got := f.log.all(t)[before]["cause"]; got != cause {
			t.Errorf("the log says %v, not %s", got, cause)
		}
	}
}

func TestAUserSigForARoomIsNoneForChat(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	userSig, err := tencentyun.GenUserSigWithBuf(int(demo.SDKAppID), demo.SecretKey, "user_0001", 3600, []byte("room"))
	if err != nil {
		t.Fatal(err)
	}
	expectUnauthorized(t, f.post(sample, credential("UserSig user_0001:"+f.secrets.add(userSig))), `UserSig realm="chat"`)
	if got := f.log.one(t)["cause"]; got != "a UserSig that does not verify: userbuf type not match" {
		t.Errorf("the log says %v", got)
	}
}

func TestAUserSigServesUntilItsLastSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newCanned(t, answering(empty))
		valid := credential("UserSig user_0001:" + f.sign("user_0001"))
		f.post(sample, valid).expect(t, 200, "")
		time.Sleep(time.Hour)
		f.post(sample, valid).expect(t, 200, "")
		time.Sleep(time.Second)
		f.post(sample, valid).expect(t, 401, "")
	})
}

func TestTheUserSigOfAnotherApp(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), append(twoApps(), "CALLER_AUTH", "usersig")...)
	second := credential("UserSig user_0001:" + f.secrets.add(sign(t, 1400000002, secondApp().SecretKey, "user_0001", time.Hour)))
	f.post(sample, second).expect(t, 401, "")
	f.post(sample, second, with("queryString", object{"sdkappid": "1400000002"})).expect(t, 200, "")
	f.post(sample, with("queryString", object{"sdkappid": "1400000002"})).expect(t, 401, "")
	// Not even if both apps have the same key.
	f.env["CHAT_SECRET_KEY_1400000001"] = secondApp().SecretKey
	f.post(sample, second, with("queryString", object{"sdkappid": "1400000002"})).expect(t, 200, "")
	f.post(sample, second).expect(t, 401, "")
}

func TestTheAdminIsTheAppsOwn(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), append(twoApps(), "CALLER_AUTH", "usersig", "CHAT_ADMIN", "boss", "CHAT_ADMIN_1400000002", "chief")...)
	boss := credential("UserSig boss:" + f.sign("boss"))
	f.post(sample, boss).expect(t, 200, "")
	bossOfSecond := credential("UserSig boss:" + f.secrets.add(sign(t, 1400000002, secondApp().SecretKey, "boss", time.Hour)))
	f.post(sample, bossOfSecond, with("queryString", object{"sdkappid": "1400000002"})).expect(t, 403, "UnauthorizedOperation")
}

// A cached credential is not accepted for another user or with another key.
func TestARememberedUserSig(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	userSig := f.sign("user_0001")
	valid := credential("UserSig user_0001:" + userSig)
	for range 3 {
		f.post(sample, valid).expect(t, 200, "")
	}
	for _, bad := range []string{"user_0002:" + userSig, "user_0001:" + userSig + "A", "user_0001:" + userSig[1:]} {
		f.post(sample, credential("UserSig "+bad)).expect(t, 401, "")
	}
	f.env = environment("CHAT_SECRET_KEY", secondApp().SecretKey)
	f.post(sample, valid).expect(t, 401, "")
}
