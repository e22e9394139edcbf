package contract

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

const (
	admin      = "administrator"
	sampleBody = `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"user_0002"},{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}]}`
)

// world belongs to one test: an app of Chat with the data of [chattest.DemoData], a Chat
// that knows the app, and the environment for both. No other test uses the app, its retry
// quota or its limiter.
type world struct {
	t    *testing.T
	id   uint64
	key  string
	chat *chattest.Server
	data *chattest.Data
	env  map[string]string
}

var lastApp atomic.Uint64

// newWorld makes a world. settings are NAME=value and override the world's own.
func newWorld(t *testing.T, settings ...string) *world {
	t.Helper()
	return newWorldOf(t, chattest.Options{}, settings...)
}

func newWorldOf(t *testing.T, o chattest.Options, settings ...string) *world {
	t.Helper()
	id := 1500000000 + lastApp.Add(1)
	w := &world{t: t, id: id, key: secretKey(id), data: chattest.DemoData()}
	o.Apps = append(o.Apps, chattest.App{SDKAppID: id, SecretKey: w.key, Data: w.data})
	server, err := chattest.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	w.chat = server
	w.env = map[string]string{
		"CHAT_SDKAPPID":   strconv.FormatUint(id, 10),
		"CHAT_SECRET_KEY": w.key,
		"CHAT_REGION":     "singapore",
		"CHAT_ENDPOINT":   server.URL(),
	}
	w.set(settings...)
	return w
}

// set changes the environment. NAME= removes a variable.
func (w *world) set(settings ...string) {
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		w.env[name] = value
		if value == "" {
			delete(w.env, name)
		}
	}
}

// with returns the same world in a changed environment, for a subtest.
func (w *world) with(t *testing.T, settings ...string) *world {
	other := *w
	other.t, other.env = t, maps.Clone(w.env)
	other.set(settings...)
	return &other
}

// play sets the script for Chat's next answers.
func (w *world) play(script string) {
	w.t.Helper()
	steps, err := chattest.ParseScript(script)
	if err != nil {
		w.t.Fatal(err)
	}
	w.chat.Script(steps...)
}

// results returns an answer of Chat with conversations.
func results(items string) string {
	return `{"ContactResultItem":[` + items + `],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
}

// userSig signs a UserSig with the world's key.
func (w *world) userSig(user string, life time.Duration) string {
	w.t.Helper()
	return sign(w.t, w.id, w.key, user, life)
}

func sign(t *testing.T, id uint64, key, user string, life time.Duration) string {
	t.Helper()
	userSig, err := tencentyun.GenUserSig(int(id), key, user, int(life/time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return userSig
}

// credential is the Authorization header of a user.
func (w *world) credential(user string) string {
	return "UserSig " + user + ":" + w.userSig(user, time.Hour)
}

// secretKey and token are recognizable, so that leaks of them are found.
func secretKey(n uint64) string { return fmt.Sprintf("%s%054d", keyWord, n) }

func token(n int) string { return fmt.Sprintf("%s%024d", tokenWord, n) }

// alone starts a function for one test.
func alone(t *testing.T, environment ...string) (*platform.Function, *platform.Lines) {
	t.Helper()
	lines := new(platform.Lines)
	f, err := platform.Start(t.Context(), platform.Config{
		Binary:             binary,
		ProcessEnvironment: environment,
		Stdout:             recorded(t.Name()+", stdout", lines),
		Stderr:             recorded(t.Name()+", stderr", lines),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Stop(); err != nil {
			t.Error(err)
		}
	})
	return f, lines
}

// padded has white space before its last byte, up to a length.
func padded(body string, length int) string {
	return body[:len(body)-1] + strings.Repeat(" ", length-len(body)) + "}"
}

func from(account string) string {
	return `{"From_Account":` + account + `,"ContactItem":[{"Type":1,"To_Account":"user_0002"}]}`
}
