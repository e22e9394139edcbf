package openapi_test

import (
	"maps"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

// world is a configuration of the function with a Chat of its own.
type world struct {
	name        string
	environment map[string]string
	timeout     time.Duration // of an invocation; 0 for the usual one
}

const (
	token  = "a-token-of-at-least-thirty-two-characters"
	origin = "https://app.example"
)

// The worlds of the exchanges.
var (
	guarded = &world{name: "guarded", environment: map[string]string{
		"CALLER_AUTH": "usersig,token", "CALLER_TOKENS": token, "CORS_ALLOW_ORIGINS": origin,
	}}
	// open is also the one that any page may ask.
	open = &world{name: "open", environment: map[string]string{
		"CALLER_AUTH": "none", "CORS_ALLOW_ORIGINS": "*",
	}}
	// broken lacks its key.
	broken = &world{name: "broken", environment: map[string]string{"CHAT_SECRET_KEY": ""}}
	// hurried has little time and one call a second.
	hurried = &world{name: "hurried", timeout: 300 * time.Millisecond, environment: map[string]string{
		"CALLER_AUTH": "token", "CALLER_TOKENS": token, "CHAT_RATE_LIMIT": "1",
	}}
)

// variables is the environment of the function in this world. Each failure is
// answered after one attempt: the exchanges are about answers, not retries.
func (w *world) variables(chat *chattest.Server) map[string]string {
	all := map[string]string{
		"CHAT_SDKAPPID":     "1400000001",
		"CHAT_SECRET_KEY":   chattest.DemoApp().SecretKey,
		"CHAT_REGION":       "china",
		"CHAT_ENDPOINT":     chat.URL(),
		"CHAT_MAX_ATTEMPTS": "1",
		"LOG_LEVEL":         "error",
	}
	maps.Copy(all, w.environment)
	return all
}

// newChat starts the fake that one running function calls.
func newChat(t *testing.T) *chattest.Server {
	t.Helper()
	chat, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Close)
	return chat
}
