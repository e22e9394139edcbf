package handler_test

import (
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

const otherToken = "another-token-of-the-tests-0123456789"

// credential sets the Authorization header.
func credential(value any) func(object) { return header("authorization", value) }

func TestCallers(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	user := "UserSig user_0001:" + f.sign("user_0001")
	colon := "UserSig a:b user:" + f.sign("a:b user")
	if err := f.data.SetUser("a:b user", demoUser(f)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		auth, credential, from string
		status                 int
	}{
		"a user for itself in another case":        {"", user, "User_0001", 403},
		"a UserID with a colon and a space":        {"", colon, "a:b user", 200},
		"a UserID with a colon for its first part": {"", colon, "a", 403},
		"the scheme in another case":               {"", "USERSIG" + user[7:], "user_0001", 200},
		"white space around":                       {"", " \t" + strings.Replace(user, " ", "   ", 1) + " ", "user_0001", 200},
		"the other token":                          {"token", "bearer " + otherToken, "user_0001", 200},
		"both ways, a token":                       {"usersig,token", "Bearer " + token, "user_0002", 200},
		"both ways, a user":                        {"token, usersig", user, "user_0001", 200},
		"none, and nothing":                        {"none", "", "user_0002", 200},
		"none, and junk":                           {"none", "junk", "user_0002", 200},
	} {
		f.env = environment("CHAT_ENDPOINT", f.chat.URL(), "CALLER_AUTH", c.auth, "CALLER_TOKENS", token+" , "+otherToken)
		f.chat.ResetJournal()
		got := f.post(strings.Replace(sample, "user_0001", c.from, 1), credential(c.credential))
		if got.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
		}
		if calls := len(f.chat.Journal()); calls != 1 && c.status == 200 || calls != 0 && c.status == 403 {
			t.Errorf("%s: %d calls of Chat", name, calls)
		}
		if c.status == 403 {
			got.failure(t).expect(t, "UnauthorizedOperation")
		}
	}
}

// demoUser is a user with the conversations of user_0001.
func demoUser(f *function) (u chattest.User) {
	u, _ = f.data.User("user_0001")
	return u
}

func TestCallerWithABadCredential(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t), "CALLER_AUTH", "usersig,token", "CALLER_TOKENS", token)
	good := f.sign("user_0001")
	for name, value := range map[string]any{
		"none":                       nil,
		"empty":                      "",
		"a scheme alone":             "UserSig",
		"a scheme and a space":       "UserSig ",
		"no colon":                   "UserSig " + good,
		"no UserSig":                 "UserSig user_0001:",
		"no UserID":                  "UserSig :" + good,
		"another UserID":             "UserSig user_0002:" + good,
		"a UserID of 33 bytes":       "UserSig " + strings.Repeat("u", 33) + ":" + good,
		"a UserID with a NUL":        "UserSig user_0001\x00:" + good,
		"a character changed":        "UserSig user_0001:" + changed(good),
		"cut short":                  "UserSig user_0001:" + good[:len(good)-8],
		"another key":                "UserSig user_0001:" + sign(t, demo.SDKAppID, "another key", "user_0001", time.Hour),
		"another app":                "UserSig user_0001:" + sign(t, 1400000002, demo.SecretKey, "user_0001", time.Hour),
		"expired":                    "UserSig user_0001:" + sign(t, demo.SDKAppID, demo.SecretKey, "user_0001", -2*time.Second),
		"another scheme":             "Basic " + good,
		"Bearer with a UserSig":      "Bearer user_0001:" + good,
		"UserSig with a token":       "UserSig " + token,
		"an unknown token":           "Bearer " + otherToken,
		"the beginning of a token":   "Bearer " + token[:32],
		"a token with more":          "Bearer " + token + "x",
		"a token in upper case":      "Bearer " + strings.ToUpper(token),
		"no token":                   "Bearer ",
		"two values":                 []any{"UserSig user_0001:" + good, "Bearer " + token},
		"the same value twice":       []any{"Bearer " + token, "Bearer " + token},
		"two in one":                 "Bearer " + token + ", Bearer " + token,
		"an array of nothing":        []any{},
		"a number":                   7,
		"an object":                  object{"Bearer": token},
		"the credential in an array": []any{[]any{"Bearer " + token}},
	} {
		before := len(f.log.all(t))
		got := f.post(sample, credential(value))
		if got.StatusCode != 401 {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
			continue
		}
		expectUnauthorized(t, got, `UserSig realm="chat", Bearer realm="chat"`)
		line := f.log.all(t)[before]
		if cause, _ := line["cause"].(string); cause == "" || strings.Contains(cause, "user_0") {
			t.Errorf("%s: the log says %v", name, line)
		}
	}
}

// unauthorized is the answer to every invalid credential.
const unauthorized = `{"requestID":"` + requestID + `","error":{"code":"AuthFailure",` +
	`"message":"a valid credential is required in the Authorization header","retryable":false}}`

func expectUnauthorized(t *testing.T, got response, schemes string) {
	t.Helper()
	if got.StatusCode != 401 || got.Body != unauthorized || got.Headers["WWW-Authenticate"] != schemes {
		t.Errorf("%d %s, WWW-Authenticate %q", got.StatusCode, got.Body, got.Headers["WWW-Authenticate"])
	}
}

// changed is a UserSig with one character in its middle changed.
func changed(userSig string) string {
	b := []byte(userSig)
	if b[60]++; b[60] != 'b' {
		b[60] = 'b'
	}
	return string(b)
}

func TestCallerWithTwoHeaders(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t), "CALLER_AUTH", "token", "CALLER_TOKENS", token)
	both := func(e object) {
		e.headers()["Authorization"], e.headers()["AUTHORIZATION"] = "Bearer "+token, "Bearer "+token
	}
	expectUnauthorized(t, f.post(sample, noHeader("authorization"), both), `Bearer realm="chat"`)
	twice := strings.Replace(string(encode(t, f.event(sample, credential("Bearer "+token)))),
		`"headers":{`, `"headers":{"authorization":"Bearer `+token+`",`, 1)
	expectUnauthorized(t, f.http(twice), `Bearer realm="chat"`)
}

func TestCallerByAnotherWay(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t), "CALLER_AUTH", "", "CALLER_TOKENS", token)
	expectUnauthorized(t, f.post(sample, credential("Bearer "+token)), `UserSig realm="chat"`)
	f.env = environment("CALLER_AUTH", "token,token", "CALLER_TOKENS", token)
	expectUnauthorized(t, f.post(sample), `Bearer realm="chat"`)
}

func TestCallerTokensRotate(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	for _, step := range []struct {
		tokens   string
		old, new int
	}{
		{token, 200, 401}, {token + "," + otherToken, 200, 200}, {otherToken, 401, 200},
	} {
		f.env = environment("CALLER_AUTH", "token", "CALLER_TOKENS", step.tokens)
		f.post(sample, credential("Bearer "+token)).expect(t, step.old, "")
		f.post(sample, credential("Bearer "+otherToken)).expect(t, step.new, "")
	}
}

func TestCallerWaysTogether(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for auth, cause := range map[string]string{
		"token":         "CALLER_TOKENS: required",
		"usersig,token": "CALLER_TOKENS: required",
		"none,token":    "CALLER_AUTH: none must be the only way",
	} {
		f.env = environment("CALLER_AUTH", auth)
		if status, got := f.health(); status != 500 || !strings.HasPrefix(got, cause) {
			t.Errorf("%s: %d %s", auth, status, got)
		}
		f.post(sample).expect(t, 500, "ConfigurationError")
	}
}

func TestCallerOfThePlatform(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), "CALLER_AUTH", "token", "CALLER_TOKENS", token)
	if got, err := f.invoke(sample); err != nil || strings.Contains(got, `"error"`) {
		t.Errorf("%v %s", err, got)
	}
}
