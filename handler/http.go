package handler

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chatmarks/chat"
	"chatmarks/handler/event"
	"chatmarks/handler/settings"
)

// answerHTTPEvent answers an HTTP request that a gateway sent as an event.
func (i *invocation) answerHTTPEvent(ctx context.Context, e *event.HTTP) []byte {
	i.entry.gatewayID = sanitizeID(e.GatewayID)
	i.entry.clientIP = clientIP(e.ClientIP)
	body := io.Reader(bytes.NewReader(e.Body))
	if e.BodyErr != nil {
		body = io.MultiReader(body, failingReader{e.BodyErr})
	}
	r := &http.Request{Method: e.Method, URL: e.URL, Header: e.Header, Body: io.NopCloser(body), ContentLength: int64(len(e.Body))}
	a := i.answerHTTP(r.WithContext(ctx), (*event.Response).Fits)
	defer buffers.Put(&a.Body)
	return a.Envelope()
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// ServeHTTP answers a request when the function runs as a Web function or without a
// platform. The answer is the same as for an HTTP event.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	i := h.newInvocation(ctx)
	i.readSettings(ctx)
	i.entry.event = "http"
	i.entry.clientIP = clientIP(r.RemoteAddr)
	i.connection = connectionOf(ctx)
	if i.settings.OnSCF {
		// On SCF only the platform can set these headers. Elsewhere any client can
		// (https://cloud.tencent.com/document/product/583/56124).
		i.entry.clientIP = clientIP(r.Header.Get("X-Scf-Remote-Addr"))
		if id := sanitizeID(r.Header.Get("X-Scf-Request-Id")); id != "" {
			i.entry.requestID = id
		}
		if limit := scfTimeout(r.Header.Get("X-Scf-Timeout")); limit > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, limit)
			defer cancel()
		}
	}
	ctx, cancel := withAnswerTime(ctx)
	defer cancel()
	stopReading := endReading(ctx, w)
	body := &clientBody{ReadCloser: r.Body, ended: r.ContentLength == 0}
	r = r.WithContext(ctx)
	r.Body = body
	a := i.answerHTTP(r, nil)
	ended := stopReading()
	last := i.connection.answer() || ended || !body.ended
	if last {
		// Without this header, net/http would read the rest of the body before it
		// answers. And once reading has been stopped, the context of every later
		// request on the connection would be canceled.
		a.Add("Connection", "close")
	}
	if a.Status != http.StatusNoContent && r.Method != http.MethodHead {
		// So that the answer is complete before the rest of the body is read. An answer to
		// HEAD would need the length of the one to GET.
		a.Add("Content-Length", strconv.Itoa(len(a.Body)))
	}
	for _, h := range a.Header {
		w.Header()[h.Name] = []string{h.Value} // as written, not made canonical
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)                    // fails only if the client is gone
	_ = http.NewResponseController(w).Flush() // fails only if the connection is closed
	i.connection.end(last)
	body.discard(ctx, w)
}

// scfTimeout parses the time limit of a Web function, which the platform sends with
// each request. It returns 0 if the value is missing or not a number.
func scfTimeout(milliseconds string) time.Duration {
	const longest = 60 * time.Second
	n, err := strconv.ParseUint(milliseconds, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		n = math.MaxUint64
	} else if err != nil {
		return 0
	}
	return time.Duration(min(n, uint64(longest/time.Millisecond))) * time.Millisecond
}

// answerHTTP answers a request. fits reports whether an answer is small enough to
// send; if fits is nil, every answer is.
func (i *invocation) answerHTTP(r *http.Request, fits func(*event.Response) bool) *event.Response {
	a, f := guard(func() (*event.Response, *failure) { return i.route(r) })
	if f == nil && fits != nil && !fits(a) {
		f = answerTooLarge(i.entry.job, i.entry.attempts)
	}
	if f != nil {
		a = i.errorResponse(f)
	}
	addCORS(a, i.settings.Origins, r) // also to a failure, so that a page can read it
	if r.Method == http.MethodHead {
		a.Body = nil
	}
	i.entry.status = a.Status
	i.log(&i.entry)
	return a
}

// response returns an answer with the headers that every answer has.
func (i *invocation) response(status int, body []byte) *event.Response {
	return &event.Response{Status: status, Body: body, Header: []event.HeaderField{
		{Name: "Content-Type", Value: "application/json; charset=utf-8"},
		{Name: "Cache-Control", Value: "no-store"},
		{Name: "X-Content-Type-Options", Value: "nosniff"},
		{Name: "X-Request-ID", Value: i.entry.requestID},
	}}
}

// errorResponse returns the answer for a failure.
func (i *invocation) errorResponse(f *failure) *event.Response {
	a := i.response(f.status(), i.entry.failed(f))
	if seconds := f.retryAfterSeconds(); seconds != "" {
		a.Add("Retry-After", seconds)
	}
	for name, value := range f.headers {
		a.Add(name, value)
	}
	return a
}

// route answers a POST, the health check and OPTIONS, and refuses the rest.
func (i *invocation) route(r *http.Request) (*event.Response, *failure) {
	if i.cloudBase {
		if _, _, f := i.caller(r); f != nil || i.settings.Callers.None {
			return nil, unauthorized(i.settings.Callers, errCloudBase)
		}
	}
	allow := "POST, OPTIONS"
	health := strings.HasSuffix(r.URL.Path, "/healthz")
	if health {
		allow = "GET, HEAD, POST, OPTIONS"
	}
	switch {
	case r.Method == http.MethodPost:
		return i.post(r)
	case r.Method == http.MethodOptions:
		a := i.response(http.StatusNoContent, nil)
		a.Add("Allow", allow)
		return a, nil
	case health && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		return i.health()
	}
	return nil, &failure{code: CodeMethodNotAllowed, headers: map[string]string{"Allow": allow},
		message: "to search, send a POST with Content-Type: application/json and the request as its body; the health check is a GET of /healthz"}
}

// health reports whether the settings are valid. It does not call Chat.
func (i *invocation) health() (*event.Response, *failure) {
	if err := i.settings.Err; err != nil {
		return nil, misconfigured(err.Error())
	}
	body := appendString([]byte(`{"status":"ok","version":`), i.version)
	return i.response(http.StatusOK, append(body, '}')), nil
}

// post answers a search or a list. Before it calls Chat, it checks in this order: the
// declared size, the media type, the app, the credential, the body, and whether the
// caller may ask for this user.
func (i *invocation) post(r *http.Request) (*event.Response, *failure) {
	if r.ContentLength > maxRequest {
		return nil, requestTooLarge()
	}
	if !isJSON(r.Header["Content-Type"]) {
		return nil, &failure{code: CodeUnsupportedMediaType, message: "send the request as JSON, with the header Content-Type: application/json"}
	}
	app, who, f := i.caller(r)
	if f != nil {
		return nil, f
	}
	if f := i.connection.begin(r.Context()); f != nil {
		return nil, f
	}
	body, f := readBody(r)
	if f := i.connection.received(); f != nil {
		return nil, f
	}
	if f != nil {
		return nil, f
	}
	request, f := decodeRequest(body, i.settings.MaxConversations, false)
	i.entry.job = request.job()
	if f != nil {
		return nil, f
	}
	if !who.mayAskFor(request.input.FromAccount) {
		return nil, &failure{code: CodeUnauthorizedOperation, message: "a user may ask for its own marks only"}
	}
	answer, f := ask(r.Context(), app, &i.entry, request)
	if f != nil {
		return nil, f
	}
	return i.response(http.StatusOK, answer), nil
}

// caller returns the app that a request names, and the caller.
func (i *invocation) caller(r *http.Request) (*settings.App, caller, *failure) {
	if err := i.settings.Err; err != nil {
		return nil, caller{}, misconfigured(err.Error())
	}
	app, f := queriedApp(i.settings, r.URL)
	if f != nil {
		return nil, caller{}, f
	}
	i.entry.sdkAppID = app.SDKAppID
	who, err := authenticate(i.settings.Callers, r.Header, app, &i.sigs, time.Now())
	if err != nil {
		return nil, caller{}, unauthorized(i.settings.Callers, err)
	}
	return app, who, nil
}

// queriedApp returns the app that the query names. It ignores other parameters, even
// those that cannot be parsed. It refuses sdkappid in another case: ignoring it would
// select the first app in place of the one that the caller means.
func queriedApp(s *settings.Settings, u *url.URL) (*settings.App, *failure) {
	var ids []string
	var faults []chat.FieldError
	for parameter := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		name, err := url.QueryUnescape(name)
		switch {
		case err != nil || !strings.EqualFold(name, "sdkappid"):
		case name != "sdkappid":
			faults = append(faults, chat.FieldError{Field: name, Reason: "unknown name; write sdkappid"})
		default:
			id, err := url.QueryUnescape(value)
			if _, numberErr := settings.ParseSDKAppID(id); err != nil || numberErr != nil {
				faults = append(faults, chat.FieldError{Field: name, Reason: badSDKAppID})
			}
			ids = append(ids, id)
		}
	}
	if len(ids) > 1 {
		faults = append(faults, chat.FieldError{Field: "sdkappid", Reason: "given twice"})
	}
	switch {
	case faults != nil:
		return nil, invalid(faults...)
	case ids != nil:
		return namedApp(s, ids[0])
	}
	return namedApp(s, "")
}

// addCORS adds the headers that let a page of an allowed origin read the answer.
// Credentials are never allowed: the page itself sets the Authorization header, not
// the browser. "*" in Access-Control-Allow-Headers allows the headers that tracing
// scripts add, which would otherwise fail the preflight. It works only without
// credentials and does not include Authorization
// (https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
//
// github.com/rs/cors is not used: it accepts only the sorted lower-case list of
// headers that browsers send, and its origins support patterns, which this function
// does not.
func addCORS(a *event.Response, origins settings.Origins, r *http.Request) {
	if len(origins) == 0 {
		return
	}
	a.Add("Vary", "Origin")
	allowed := ""
	if values := r.Header["Origin"]; len(values) == 1 {
		allowed = origins.Allow(values[0])
	}
	if allowed == "" {
		return
	}
	a.Add("Access-Control-Allow-Origin", allowed)
	a.Add("Access-Control-Expose-Headers", "X-Request-ID, Retry-After")
	if r.Method == http.MethodOptions {
		a.Add("Access-Control-Allow-Methods", "POST, GET, HEAD")
		a.Add("Access-Control-Allow-Headers", "Authorization, Content-Type, *")
		a.Add("Access-Control-Max-Age", "7200")
	}
}
