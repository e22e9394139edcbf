package handler_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tencentyun/scf-go-lib/functioncontext"
	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
	"go.uber.org/goleak"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
	"chatmarks/handler"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	requestID = "b0c6d3e2-0000-4000-8000-000000000001"
	// sample is the request of the vendor's page.
	sample = `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"user_0002"},{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}]}`
	token  = "token-of-the-tests-0123456789-abcdef"
	// empty is a reply of Chat without any conversations.
	empty = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
)

var demo = chattest.DemoApp()

// function is a Handler with a fake of its environment on the platform.
type function struct {
	testing.TB
	*handler.Handler
	chat    *chattest.Server // nil if the HTTP client is canned
	data    *chattest.Data   // the data of the demo app
	log     *logLines
	env     map[string]string
	secrets *secrets
}

// newFunction returns a function that calls a fake of Chat, which plays script. The
// settings are alternating names and values. After the test, newFunction checks that no
// output contains a secret.
func newFunction(t testing.TB, script string, settings ...string) *function {
	t.Helper()
	app := chattest.DemoApp()
	server, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app, secondApp()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	steps, err := chattest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	server.Script(steps...)
	client := chat.NewHTTPClient(8)
	t.Cleanup(client.CloseIdleConnections)
	f := newCanned(t, client, append([]string{"CHAT_ENDPOINT", server.URL()}, settings...)...)
	f.chat, f.data = server, app.Data
	return f
}

// newCanned returns a function that uses the HTTP client of the test.
func newCanned(t testing.TB, client smithyhttp.ClientDo, settings ...string) *function {
	t.Helper()
	f := &function{TB: t, log: &logLines{}, env: environment(settings...), secrets: &secrets{list: []string{demo.SecretKey, secondApp().SecretKey, token}}}
	f.Handler = handler.NeverLose(handler.New(handler.Options{Version: "v1.2.3", Environ: []string{}, Log: f.log, HTTPClient: client}))
	t.Cleanup(func() { f.secrets.check(t, "the log", f.log.String()) })
	return f
}

// secondApp is a second app. It has its own key, and a user with the same name as in the
// demo app but without marks.
func secondApp() chattest.App {
	data := &chattest.Data{}
	_ = data.SetUser("user_0001", chattest.User{})
	return chattest.App{SDKAppID: 1400000002, SecretKey: strings.Repeat("fedcba9876543210", 4), Data: data}
}

// environment returns the minimal environment of the function plus settings. It leaves
// out a setting with an empty value.
func environment(settings ...string) map[string]string {
	env := map[string]string{
		"CHAT_SDKAPPID":   "1400000001",
		"CHAT_SECRET_KEY": demo.SecretKey,
		"CHAT_REGION":     "singapore",
	}
	for i := 0; i < len(settings); i += 2 {
		env[settings[i]] = settings[i+1]
		if settings[i+1] == "" {
			delete(env, settings[i])
		}
	}
	return env
}

// handing returns the context of an invocation that passes env.
func handing(ctx context.Context, env map[string]string) context.Context {
	return functioncontext.NewContext(ctx, &functioncontext.FunctionContext{RequestID: requestID, Environment: env})
}

// invoke passes an event to the function.
func (f *function) invoke(event any) (string, error) {
	f.Helper()
	answer, err := f.Invoke(handing(f.Context(), f.env), encode(f, event))
	f.secrets.check(f, "the answer", string(answer))
	if err != nil {
		f.secrets.check(f, "the error", err.Error())
	}
	return string(answer), err
}

// direct passes an event and parses the answer, which must not be an error.
func (f *function) direct(event any) failed {
	f.Helper()
	answer, err := f.invoke(event)
	if err != nil {
		f.Fatalf("a Go error: %v", err)
	}
	return decode[failed](f, answer)
}

// http passes an HTTP event and parses the HTTP answer.
func (f *function) http(event any) response {
	f.Helper()
	answer, err := f.invoke(event)
	if err != nil {
		f.Fatalf("an HTTP event gave a Go error: %v", err)
	}
	return decode[response](f, answer)
}

// post sends body as user_0001. The changes are applied to the event first.
func (f *function) post(body string, changes ...func(event object)) response {
	f.Helper()
	return f.http(f.event(body, changes...))
}

// event is an event of API Gateway with a credential of user_0001.
func (f *function) event(body string, changes ...func(event object)) object {
	e := apigw(body)
	e.headers()["authorization"] = "UserSig user_0001:" + f.sign("user_0001")
	for _, change := range changes {
		change(e)
	}
	return e
}

// sign returns a UserSig of the demo app, which must not appear in any output.
func (f *function) sign(userID string) string {
	return f.secrets.add(sign(f, demo.SDKAppID, demo.SecretKey, userID, time.Hour))
}

func sign(t testing.TB, sdkAppID uint64, key, userID string, life time.Duration) string {
	t.Helper()
	userSig, err := tencentyun.GenUserSig(int(sdkAppID), key, userID, int(life/time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return userSig
}

// clientFunc is an HTTP client without a network.
type clientFunc func(*http.Request) (*http.Response, error)

func (f clientFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// withDeadline returns the context of an invocation that has a deadline.
func withDeadline(t testing.TB, f *function, after string) (context.Context, context.CancelFunc) {
	t.Helper()
	d, err := time.ParseDuration(after)
	if err != nil {
		t.Fatal(err)
	}
	return context.WithTimeout(handing(t.Context(), f.env), d)
}
