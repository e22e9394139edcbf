package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

var realEnv = []string{"CHAT_SDKAPPID=1400000002,1400000003", "CHAT_SECRET_KEY_1400000002=a-real-key", "CHAT_REGION=china"}

func TestSettingsChooseTheChat(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		env  []string
		want source
	}{
		"nothing":                 {nil, fake},
		"an empty variable":       {[]string{"CHAT_ENDPOINT="}, fake},
		"settings beside the app": {[]string{"CHAT_MAX_ATTEMPTS=1"}, fake},
		"an endpoint":             {[]string{"CHAT_ENDPOINT=http://127.0.0.1:1"}, endpoint},
		"an app":                  {realEnv, real},
		"an app and an endpoint":  {append(slices.Clone(realEnv), "CHAT_ENDPOINT=http://127.0.0.1:1"), real},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, err := readSettings(test.env); err != nil || s.source != test.want {
				t.Errorf("source %d, %v; want %d", s.source, err, test.want)
			}
		})
	}
	for _, half := range []string{"CHAT_SDKAPPID=1", "CHAT_SECRET_KEY=k", "CHAT_SECRET_KEY_1=k"} {
		if _, err := readSettings([]string{half}); err == nil || strings.Contains(err.Error(), "=k") {
			t.Errorf("%s alone: %v", half, err)
		}
	}
}

func TestRealSettingsPassUnchangedAndAlone(t *testing.T) {
	t.Parallel()
	env := append(slices.Clone(realEnv), "CALLER_AUTH=none", "CORS_ALLOW_ORIGINS=*", "LOG_LEVEL=debug", "HOME=/home/me", "https_proxy=http://p:1")
	s, err := readSettings(env)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.environment) != 6 || s.environment["CHAT_SDKAPPID"] != "1400000002,1400000003" || s.environment["LOG_LEVEL"] != "debug" {
		t.Errorf("environment %v", s.environment)
	}
	if !slices.Equal(s.process, []string{"https_proxy=http://p:1"}) {
		t.Errorf("process %v", s.process)
	}
}

func TestDemoKeepsWhatTheCallerHasSet(t *testing.T) {
	t.Parallel()
	s, err := readSettings([]string{"CHAT_REGION=tokyo", "CHAT_MAX_ATTEMPTS=1"})
	if err != nil {
		t.Fatal(err)
	}
	if e := s.environment; e["CHAT_REGION"] != "tokyo" || e["CHAT_MAX_ATTEMPTS"] != "1" || e["CHAT_SDKAPPID"] == "" || e["CHAT_SECRET_KEY"] == "" {
		t.Errorf("environment %v", e)
	}
}

func TestCredentialOfTheDemoIsValidAndShown(t *testing.T) {
	t.Parallel()
	s, err := readSettings(nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := newCredential(s)
	if err != nil {
		t.Fatal(err)
	}
	app := chattest.DemoApp()
	if err := tencentyun.VerifyUserSig(app.SDKAppID, app.SecretKey, demoUser, c.secret, time.Now()); err != nil {
		t.Error(err)
	}
	if c.shown != c.secret || c.scheme != "UserSig user_0001:" {
		t.Errorf("scheme %q, shown %q", c.scheme, c.shown)
	}
}

func TestRealCredentialsAreNotShown(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"UserSig": realEnv,
		"token":   append(slices.Clone(realEnv), "CALLER_AUTH=token", `CALLER_TOKENS=,a"secret"token-of-32-characters-at-least,b`),
	}
	for name, env := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := readSettings(env)
			if err != nil {
				t.Fatal(err)
			}
			c, err := newCredential(s)
			if err != nil {
				t.Fatal(err)
			}
			e, err := firstEvent(options{sample: platform.APIGateway}, c)
			if err != nil {
				t.Fatal(err)
			}
			quoted := strings.ReplaceAll(c.secret, `"`, `\"`)
			if c.secret == "" || !strings.Contains(string(e.payload), quoted) {
				t.Errorf("the event carries no secret: %s", e.payload)
			}
			if strings.Contains(string(e.shown), c.secret[:8]) || strings.Contains(c.shown, c.secret[:8]) {
				t.Errorf("shown: %s", e.shown)
			}
		})
	}
}

func TestNoCredentialWhereNoneIsWanted(t *testing.T) {
	t.Parallel()
	for name, env := range map[string][]string{
		"another guard": {"CALLER_AUTH=none"},
		"a broken app":  {"CHAT_SDKAPPID=x", "CHAT_SECRET_KEY=k"},
	} {
		s, err := readSettings(env)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := newCredential(s); err != nil || c.header() != "" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}
