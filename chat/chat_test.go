package chat_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"

	"go.uber.org/goleak"
)

// TestMain sets a proxy that refuses in the environment, which net/http reads once
// (calls to loopback addresses do not use it). After the tests it looks for leaked
// goroutines.
func TestMain(m *testing.M) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
	}))
	os.Setenv("HTTPS_PROXY", strings.Replace(proxy.URL, "http://", "http://user:proxyword@", 1))
	os.Unsetenv("NO_PROXY")
	os.Unsetenv("no_proxy")
	os.Unsetenv("https_proxy")
	code := m.Run()
	proxy.Close()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, "goroutines left:", err)
		code = 1
	}
	os.Exit(code)
}

// newClient makes a client of the demo app that retries without pauses. change, if not
// nil, changes its options.
func newClient(t testing.TB, change func(*chat.Options)) *chat.Client {
	t.Helper()
	app := chattest.DemoApp()
	options := chat.Options{SDKAppID: app.SDKAppID, SecretKey: app.SecretKey, Region: chat.RegionSingapore, Random: func() float64 { return 0 }}
	if change != nil {
		change(&options)
	}
	client, err := chat.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newServer starts a fake Chat that plays script, and a client of it whose retries do
// not pause and whose attempts do not run out of time, however slow the machine. After
// the test no connection may be left.
func newServer(t testing.TB, script string, change func(*chat.Options)) (*chattest.Server, *chat.Client) {
	t.Helper()
	s := startServer(t, chattest.Options{}, script)
	pool := newPool(t, s)
	return s, newClient(t, func(o *chat.Options) {
		o.Endpoint, o.HTTPClient, o.MaxAttempts, o.AttemptTimeout = s.URL(), pool, 3, time.Hour
		if change != nil {
			change(o)
		}
	})
}

func startServer(t testing.TB, o chattest.Options, script string) *chattest.Server {
	t.Helper()
	s, err := chattest.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	steps, err := chattest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	s.Script(steps...)
	return s
}

// newPool makes a pool of connections and checks that it leaves none open at s.
func newPool(t testing.TB, s *chattest.Server) *chat.HTTPClient {
	t.Helper()
	pool := chat.NewHTTPClient(8)
	if s.Certificate() != nil {
		pool.Trust(s.Certificate())
	}
	t.Cleanup(func() {
		pool.CloseIdleConnections()
		eventually(t, "every connection is closed", func() bool { return s.OpenConnections() == 0 })
	})
	return pool
}

// eventually waits until another goroutine has made a condition true.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	timeout := time.After(5 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-timeout:
			t.Fatalf("not in time: %s", what)
		}
	}
}

// sample is the request of the vendor's page.
func sample() *chat.SearchContactGroupInput {
	return &chat.SearchContactGroupInput{FromAccount: "user_0001", ContactItem: []chat.ContactItem{
		{Type: chat.TypeC2C, ToAccount: "user_0002"},
		{Type: chat.TypeGroup, ToGroupID: "@TGS#1B2AUI7RZ"},
	}}
}

// many is a request for n conversations.
func many(n int) *chat.SearchContactGroupInput {
	in := &chat.SearchContactGroupInput{FromAccount: "user_0001"}
	for i := range n {
		in.ContactItem = append(in.ContactItem, chat.ContactItem{Type: chat.TypeC2C, ToAccount: fmt.Sprintf("user_%04d", i+1)})
	}
	return in
}

// play is what the canned transport does with a request.
type play func(*http.Request) (*http.Response, error)

// canned replaces the network. It plays a step for each request, repeats the last step
// forever, and records the requests.
type canned struct {
	steps []play

	mu   sync.Mutex
	sent []sentRequest
}

type sentRequest struct {
	at    time.Time
	url   string
	query map[string][]string
	body  string
	*http.Request
}

func newCanned(steps ...play) *canned { return &canned{steps: steps} }

func (c *canned) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body)) // for the step
	c.mu.Lock()
	step := c.steps[min(len(c.sent), len(c.steps)-1)]
	c.sent = append(c.sent, sentRequest{time.Now(), r.URL.String(), r.URL.Query(), string(body), r})
	c.mu.Unlock()
	return step(r)
}

func (c *canned) requests() []sentRequest {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// answer is a complete answer; headers are names and values in turn.
func answer(status int, body string, headers ...string) play {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			h.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
	}
}

func ok() play { return answer(200, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`) }

func code(n int, headers ...string) play {
	return answer(200, fmt.Sprintf(`{"ActionStatus":"FAIL","ErrorCode":%d,"ErrorInfo":"told %d"}`, n, n), headers...)
}

func failing(err error) play { return func(*http.Request) (*http.Response, error) { return nil, err } }

// hang returns when the context of the attempt ends.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// after waits before it plays.
func after(d time.Duration, next play) play {
	return func(r *http.Request) (*http.Response, error) {
		select {
		case <-time.After(d):
			return next(r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

func attempts(err error) int {
	if call, ok := as[*chat.CallError](err); ok {
		return call.Attempts
	}
	return 0
}
