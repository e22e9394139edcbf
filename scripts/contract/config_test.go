package contract

import (
	"fmt"
	"strings"
	"testing"
)

// setting is a variable of section 8 with values that are valid and values that are not.
type setting struct {
	name          string
	valid, broken []string
}

var settings = []setting{
	{"CHAT_SDKAPPID", nil, []string{"", " ", "abc", "0", "-1", "1.5", "0x10", "1400000001;1400000002", "1400000001,1400000001", "99999999999999999999"}},
	{"CHAT_SECRET_KEY", nil, []string{"", "  "}},
	{"CHAT_REGION", []string{"china", "singapore", "seoul", "tokyo", "frankfurt", "siliconvalley", "jakarta"}, []string{"", "mars", "Singapore", "ap-singapore"}},
	{"CHAT_ADMIN", []string{""}, []string{long33, "管理员"}},
	{"CHAT_ENDPOINT", nil, []string{
		"http://chat.example", "http://10.0.0.1", "http://127.0.0.1.example", "ftp://127.0.0.1", "127.0.0.1:80", "https://", "https://user:pw@127.0.0.1",
		"https://127.0.0.1/path", "https://127.0.0.1?x=1", "https://127.0.0.1#x", "https://127.0.0.1:99999", "https://127.0.0.1:x",
	}},
	{"CHAT_USERSIG_TTL", []string{"", "24h", "1h30m", "1s", "60s"}, []string{"24", "0", "0s", "-1h", "1d", "abc", "100ms"}},
	{"CHAT_ATTEMPT_TIMEOUT", []string{"", "4s", "500ms"}, []string{"4", "0", "-4s", "abc"}},
	{"CHAT_MAX_ATTEMPTS", []string{"", "1", "3", "100"}, []string{"0", "101", "-1", "1.5", "three"}},
	{"CHAT_RETRY_CODES", []string{"", "50004", "50004,50005,60008,60014,70169,70202,70500", " 50005 , 50004 "},
		[]string{"50001", "50004,60007", "70001", "abc", "51007", "0", "50004;50005", ","}},
	{"CHAT_RATE_LIMIT", []string{"", "200", "0", "1"}, []string{"-1", "1.5", "many"}},
	{"CHAT_MAX_CONVERSATIONS", []string{"", "2", "300", "301", "1000"}, []string{"0", "1001", "-1", "all"}},
	{"CALLER_AUTH", []string{"", "usersig", "none"}, []string{"token", "none,usersig", "token,none", "basic", "usersig,basic", "usersig;token", ","}},
	{"CALLER_TOKENS", []string{"", token(1), token(1) + "," + token(2)}, []string{"short", token(1) + ",short", token(1)[:31], token(1) + " x", ","}},
	{"CORS_ALLOW_ORIGINS", []string{"", "*", "https://app.example", "https://app.example,http://localhost:8080"}, []string{"page.example", "https://", "https://page.example/path", "https://*.example x",
		"https://page.example:443", "http://page.example:80", "https://Page.example", "https://bücher.example", "ftp://page.example", "capacitor://localhost", "null", " , "}},
	{"LOG_LEVEL", []string{"", "debug", "info", "warn", "error"}, []string{"loud", "7"}},
}

func TestValidSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, s := range settings {
		for _, value := range s.valid {
			t.Run(s.name+"="+value, func(t *testing.T) {
				if r := w.with(t, s.name+"="+value).invoke(sampleBody); r.Error != nil {
					t.Errorf("%s", r.text)
				}
			})
		}
	}
}

// A setting that is wrong is a ConfigurationError, always with the same message;
// the log names the variable, and never its value.
func TestBrokenSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_TOKENS="+token(1))
	w.chat.ResetJournal()
	messages := map[string]bool{}
	for _, s := range settings {
		for _, value := range s.broken {
			t.Run(s.name+"="+value, func(t *testing.T) {
				w := w.with(t, "CALLER_TOKENS=")
				w.env[s.name] = value
				r := w.invoke(sampleBody)
				if r.code() != "ConfigurationError" || r.goError || r.Error.Chat != nil {
					t.Fatalf("%s, not a ConfigurationError as data", r.text)
				}
				messages[r.Error.Message] = true
				line, fields := logLine(t, r.requestID)
				if missing := s.name == "CALLER_AUTH" && value == "token"; !missing && !strings.Contains(line, s.name) || missing && !strings.Contains(line, "CALLER_TOKENS") {
					t.Errorf("the log does not name %s: %s", s.name, line)
				}
				if cause, _ := fields["cause"].(string); len(value) > len("https://") && strings.Contains(cause, value) {
					t.Errorf("the log holds the value: %s", line)
				}
			})
		}
	}
	if len(messages) != 1 {
		t.Errorf("%d different messages: %v", len(messages), messages)
	}
	if n := len(w.chat.Journal()); n > 0 {
		t.Errorf("%d requests reached Chat", n)
	}
}

// "All faults are reported together, by name, never with a value."
func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const value = tokenWord + "-wrong"
	for _, s := range settings {
		if s.name != "CHAT_SDKAPPID" && s.name != "CHAT_SECRET_KEY" {
			w.env[s.name] = value
		}
	}
	w.env["CHAT_ADMIN"] = strings.Repeat(value, 4)
	delete(w.env, "CHAT_SECRET_KEY")
	r := w.invoke(sampleBody)
	line, _ := logLine(t, r.requestID)
	for _, s := range settings {
		if s.name != "CHAT_SDKAPPID" && !strings.Contains(line, s.name) {
			t.Errorf("%s is not named", s.name)
		}
	}
	r = w.with(t, "CHAT_SDKAPPID=", "CHAT_REGION=").invoke(sampleBody)
	line, _ = logLine(t, r.requestID)
	if r.code() != "ConfigurationError" || !strings.Contains(line, "CHAT_SDKAPPID") || !strings.Contains(line, "CHAT_RATE_LIMIT") {
		t.Errorf("%s: %s", r.text, line)
	}
}

// Variables that carry the app's number stand before the plain ones, and the
// plain secret key serves only while there is one app.
func TestSettingsOfAnApp(t *testing.T) {
	t.Parallel()
	w, second := twoApps(t, "CHAT_ADMIN=boss")
	first := w.id
	w.data.DeleteUser("user_0009")
	ask := func(w *world, app uint64) result {
		return w.invoke(fmt.Sprintf(`{"sdkappid":%d,%s`, app, sampleBody[1:]))
	}
	if r := ask(w.with(t, fmt.Sprintf("CHAT_ADMIN_%d=%s", first, admin)), first); r.Error != nil {
		t.Errorf("CHAT_ADMIN_<sdkappid> stands before CHAT_ADMIN: %s", r.text)
	}
	if r := ask(w.with(t, fmt.Sprintf("CHAT_ADMIN_%d=", second)), second); r.Error != nil {
		t.Errorf("CHAT_ADMIN serves where there is no other: %s", r.text)
	}
	r := ask(w.with(t, "CHAT_SECRET_KEY="+w.key, fmt.Sprintf("CHAT_SECRET_KEY_%d=", first)), first)
	if r.code() != "ConfigurationError" {
		t.Errorf("the plain key serves only while there is one app: %s", r.text)
	}
	if line, _ := logLine(t, r.requestID); !strings.Contains(line, fmt.Sprintf("CHAT_SECRET_KEY_%d", first)) {
		t.Errorf("the log does not name the variable: %s", line)
	}
	r = ask(w.with(t, fmt.Sprintf("CHAT_REGION_%d=mars", second)), first)
	if line, _ := logLine(t, r.requestID); r.code() != "ConfigurationError" || !strings.Contains(line, fmt.Sprintf("CHAT_REGION_%d", second)) {
		t.Errorf("%s: %s", r.text, line)
	}
	only := w.with(t, fmt.Sprintf("CHAT_SDKAPPID=%d", first), "CHAT_REGION=", fmt.Sprintf("CHAT_REGION_%d=seoul", first), "CHAT_ADMIN=")
	if r := ask(only, first); r.Error != nil {
		t.Errorf("the variables of the app alone: %s", r.text)
	}
}
