package chattest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatmarks/chat/chattest"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const sampleRequest = `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"user_0002"},{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}]}`

func start(t *testing.T, o chattest.Options) *chattest.Server {
	t.Helper()
	s, err := chattest.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// client returns a plain client with its own connections that follows no redirect.
func client(t *testing.T, s *chattest.Server) *http.Client {
	t.Helper()
	tr := &http.Transport{ForceAttemptHTTP2: true}
	if c := s.Certificate(); c != nil {
		pool := x509.NewCertPool()
		pool.AddCert(c)
		tr.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	t.Cleanup(tr.CloseIdleConnections)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: tr, CheckRedirect: stay}
}

func userSig(t *testing.T, id uint64, key, identifier string, seconds int) string {
	t.Helper()
	sig, err := tencentyun.GenUserSig(int(id), key, identifier, seconds)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// goodQuery returns a query that DemoApp accepts.
func goodQuery(t *testing.T) url.Values {
	t.Helper()
	app := chattest.DemoApp()
	return url.Values{
		"sdkappid":    {"1400000001"},
		"identifier":  {"administrator"},
		"usersig":     {userSig(t, app.SDKAppID, app.SecretKey, "administrator", 3600)},
		"random":      {"4294967295"},
		"contenttype": {"json"},
	}
}

func request(t *testing.T, ctx context.Context, s *chattest.Server, body string) *http.Request {
	t.Helper()
	return requestOf(t, ctx, s, chattest.SearchContactGroupPath, body)
}

func requestOf(t *testing.T, ctx context.Context, s *chattest.Server, path, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+path+"?"+goodQuery(t).Encode(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answered is an answer as a client sees it.
type answered struct {
	status int
	header http.Header
	body   []byte
	proto  int
}

func send(c *http.Client, r *http.Request) (answered, error) {
	resp, err := c.Do(r)
	if err != nil {
		return answered{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answered{status: resp.StatusCode, header: resp.Header, body: b, proto: resp.ProtoMajor}, err
}

func ask(t *testing.T, s *chattest.Server, body string) answered {
	t.Helper()
	a, err := send(client(t, s), request(t, t.Context(), s, body))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

type verdict struct {
	ActionStatus string
	ErrorCode    int
	ErrorInfo    string
}

func (a answered) verdict(t *testing.T) verdict {
	t.Helper()
	var v verdict
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v in %.200s", err, a.body)
	}
	return v
}

func mustParse(t *testing.T, script string) []chattest.Step {
	t.Helper()
	steps, err := chattest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}
