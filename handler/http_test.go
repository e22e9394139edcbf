package handler_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

// always are the headers of every answer.
var always = map[string]string{
	"Content-Type":           "application/json; charset=utf-8",
	"Cache-Control":          "no-store",
	"X-Content-Type-Options": "nosniff",
	"X-Request-ID":           requestID,
}

func TestHTTPMethods(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"POST", "/", 200, ""},
		{"POST", "/any/path", 200, ""},
		{"POST", "", 200, ""},
		{"POST", "/healthz", 200, ""},
		{"GET", "/", 405, "POST, OPTIONS"},
		{"HEAD", "/", 405, "POST, OPTIONS"},
		{"PUT", "/", 405, "POST, OPTIONS"},
		{"DELETE", "/", 405, "POST, OPTIONS"},
		{"post", "/", 405, "POST, OPTIONS"},
		{"", "/", 405, "POST, OPTIONS"},
		{"GET", "/healthz/", 405, "POST, OPTIONS"},
		{"GET", "/nohealthz", 405, "POST, OPTIONS"},
		{"PUT", "/healthz", 405, "GET, HEAD, POST, OPTIONS"},
		{"GET", "/healthz", 200, ""},
		{"GET", "/a/b/healthz", 200, ""},
		{"HEAD", "/healthz", 200, ""},
		{"OPTIONS", "/", 204, "POST, OPTIONS"},
		{"OPTIONS", "/healthz", 204, "GET, HEAD, POST, OPTIONS"},
	} {
		got := f.post(sample, with("httpMethod", c.method, "path", c.path))
		want := map[string]string{}
		for name, value := range always {
			want[name] = value
		}
		if c.allow != "" {
			want["Allow"] = c.allow
		}
		if got.StatusCode != c.status || !reflect.DeepEqual(got.Headers, want) {
			t.Errorf("%s %s: %d %v", c.method, c.path, got.StatusCode, got.Headers)
		}
		if noBody := c.method == "HEAD" || c.status == 204; noBody != (got.Body == "") {
			t.Errorf("%s %s: body %q", c.method, c.path, got.Body)
		}
		if c.status == 405 && c.method != "HEAD" {
			got.failure(t).expect(t, "MethodNotAllowed")
		}
	}
}

func TestHTTPMediaTypes(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	for value, status := range map[any]int{
		"application/json": 200,
		"APPLICATION/JSON": 200,
		`application/json;charset="UTF-8"; profile=x`: 200,
		"":                                  200,
		"text/plain":                        415,
		"text/json":                         415,
		"application/x-www-form-urlencoded": 415,
		"application/jsonp":                 415,
		"application/json, text/plain":      200,
		"application/json; charset":         200,
		"application/json;;; =x":            200,
		" application/json ; q=\"":          200,
		"text/plain, application/json":      415,
		",":                                 415,
		"json":                              415,
		";":                                 415,
	} {
		if got := f.post(sample, header("content-type", value)); got.StatusCode != status {
			t.Errorf("%q: %d", value, got.StatusCode)
		}
	}
	f.post(sample, noHeader("content-type")).expect(t, 200, "")
	f.post(sample, header("Content-TYPE", "text/html")).expect(t, 415, "UnsupportedMediaType")
}

func TestHTTPOrder(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	// Everything is wrong at first. Each step corrects the first mistake.
	broken := []func(object){
		with("httpMethod", "PUT", "body", padded(300<<10), "queryString", object{"sdkappid": "5"}),
		header("content-type", "text/plain"),
		noHeader("authorization"),
	}
	steps := []struct {
		mend func(object)
		code string
	}{
		{func(object) {}, "MethodNotAllowed"},
		{with("httpMethod", "POST"), "RequestTooLarge"},
		{with("body", "{"), "UnsupportedMediaType"},
		{header("content-type", "application/json"), "ResourceNotFound"},
		{with("queryString", object{}), "AuthFailure"},
		{credential("UserSig user_0001:" + f.sign("user_0001")), "MalformedRequest"},
		{with("body", `{"From_Account":"user_0002"}`), "InvalidParameter"},
		{with("body", strings.Replace(sample, "user_0001", "user_0002", 1)), "UnauthorizedOperation"},
	}
	for _, step := range steps {
		broken = append(broken, step.mend)
		expectRow(t, f.post(sample, broken...), step.code)
	}
	f.env = environment("CHAT_REGION", "")
	f.post(sample, with("body", padded(300<<10))).expect(t, 413, "RequestTooLarge")
	f.post(sample, header("content-type", "text/plain")).expect(t, 415, "UnsupportedMediaType")
	f.post(sample, noHeader("authorization")).expect(t, 500, "ConfigurationError")
}

// served returns a function behind net/http, without a platform.
func served(t *testing.T, process map[string]string) (*function, *httptest.Server) {
	t.Helper()
	f := newFunction(t, "")
	environ := []string{"CHAT_ENDPOINT=" + f.chat.URL()}
	for name, value := range process {
		environ = append(environ, name+"="+value)
	}
	client := &http.Transport{DisableKeepAlives: true}
	f.Handler = handler.NeverLose(handler.New(handler.Options{Environ: environ, Log: f.log, HTTPClient: clientFunc(client.RoundTrip)}))
	server := httptest.NewServer(f.Handler)
	t.Cleanup(server.Close)
	return f, server
}

// send sends a request and returns the answer with its body.
func send(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	client := &http.Transport{DisableKeepAlives: true}
	answer, err := client.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func TestHTTPOutsideSCF(t *testing.T) {
	t.Parallel()
	f, server := served(t, environment())
	bearer := "UserSig user_0001:" + f.sign("user_0001")
	answer, body := send(t, "POST", server.URL+"/search?sdkappid=1400000001", sample, "Authorization", bearer)
	id := answer.Header["X-Request-Id"]
	if answer.StatusCode != 200 || len(id) != 1 || len(id[0]) < 20 || body != strings.Replace(golden, requestID, id[0], 1) {
		t.Errorf("%d %v %s", answer.StatusCode, id, body)
	}
	// The cases of the contract cover the rest.
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
	}{
		"two credentials":        {"POST", "/", sample, []string{"Authorization", bearer, "Authorization", bearer}, 401},
		"a query that is broken": {"POST", "/?sdkappid=%zz", sample, nil, 400},
		"too long":               {"POST", "/", padded(256<<10 + 1), nil, 413},
		"far too long":           {"POST", "/", padded(511 << 10), nil, 413},
		"health without a body":  {"HEAD", "/healthz", "", nil, 200},
		"a timer event":          {"POST", "/", `{"Type":"Timer","Message":` + sample + `}`, []string{"Authorization", bearer}, 400},
	} {
		answer, body := send(t, c.method, server.URL+c.path, c.body, c.headers...)
		if answer.StatusCode != c.status || answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: %d %v %s", name, answer.StatusCode, answer.Header, body)
		}
		if length := answer.Header.Get("Content-Length"); c.method == "HEAD" && length != "" {
			t.Errorf("%s: Content-Length %s of a body that is not there", name, length)
		}
	}
}

func TestHTTPBodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	for code, end := range map[string]error{
		"DeadlineExceeded": os.ErrDeadlineExceeded, "MalformedRequest": errors.New("invalid byte in chunk length"),
		"ClientClosedRequest": io.ErrUnexpectedEOF,
	} {
		f, _ := served(t, environment("CALLER_AUTH", "none"))
		w := httptest.NewRecorder()
		f.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", io.MultiReader(strings.NewReader(sample), iotest.ErrReader(end))))
		if got := decode[failed](t, w.Body.String()); w.Code != table[code].status || string(got.Error.Code) != code || len(f.chat.Journal()) != 0 {
			t.Errorf("%d %+v", w.Code, got)
		}
	}
}

func TestTheHeadersOfThePlatformAreBelievedOnThePlatform(t *testing.T) {
	t.Parallel()
	for env, c := range map[string]struct{ id, address string }{
		"":    {"", "127.0.0.1"},
		"SCF": {"platform-id", "203.0.113.9"},
	} {
		f, server := served(t, environment("TENCENTCLOUD_RUNENV", env))
		_, body := send(t, "POST", server.URL, sample, "X-Scf-Request-Id", "platform-id", "X-Scf-Remote-Addr", "203.0.113.9",
			"X-Request-Id", "of-the-client", "X-Api-Requestid", "of-the-client")
		line := f.log.one(t)
		if got := decode[failed](t, body).RequestID; got != line["requestID"] || got == "of-the-client" || (got == "platform-id") != (c.id != "") || line["clientIP"] != c.address {
			t.Errorf("%q: request %s, the log says %v", env, got, line)
		}
	}
}

// deadlineRecorder is a connection that writes its answer slowly.
type deadlineRecorder struct {
	*httptest.ResponseRecorder
	writing, cut bool
}

func (w *deadlineRecorder) Write(b []byte) (int, error) {
	w.writing = true
	time.Sleep(time.Hour)
	return w.ResponseRecorder.Write(b)
}

func (w *deadlineRecorder) SetReadDeadline(time.Time) error {
	w.cut = w.cut || w.writing
	return nil
}

// A deadline that expires while the answer is being written must not stop the reading of
// the connection. Otherwise the next request would be treated as a closed connection.
func TestTheEndOfTheTimeIsNotForTheNextRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := handler.New(handler.Options{Environ: environ(environment("CALLER_AUTH", "none")), Log: io.Discard, HTTPClient: answering(empty)})
		w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(sample)))
		if w.Code != 200 || w.cut || w.Header().Get("Connection") != "" {
			t.Errorf("%d, cut: %v, %v", w.Code, w.cut, w.Header())
		}
	})
}

func environ(env map[string]string) (all []string) {
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	return all
}
