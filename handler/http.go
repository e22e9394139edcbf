package handler

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatmarks/chat"
)

// ServeHTTP answers a request where the function is a Web function or stands
// behind no platform at all. It is what an HTTP event gets, too.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i := h.begin(r.Context())
	i.record.event = "http"
	i.record.clientIP = clientIP(r.RemoteAddr)
	ctx := r.Context()
	if i.env("TENCENTCLOUD_RUNENV") == "SCF" {
		// The platform sets these, and no client can; elsewhere anybody can
		// (https://cloud.tencent.com/document/product/583/56124).
		i.record.clientIP = clientIP(r.Header.Get("X-Scf-Remote-Addr"))
		if id := sane(r.Header.Get("X-Scf-Request-Id")); id != "" {
			i.record.requestID = id
		}
		if limit := scfTimeout(r.Header.Get("X-Scf-Timeout")); limit > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, limit)
			defer cancel()
		}
	}
	ctx, cancel := withAnswerTime(ctx)
	defer cancel()
	defer endReading(ctx, w)()
	r = r.WithContext(ctx)
	body := &clientBody{ReadCloser: r.Body, ended: r.ContentLength == 0}
	r.Body = body
	a := i.respond(r)
	if !body.ended || ctx.Err() != nil {
		// net/http would wait for the rest of the body before it answers; and after
		// endReading the context of the connection has ended for good.
		a.header("Connection", "close")
	}
	for _, h := range a.headers {
		w.Header()[h.name] = []string{h.value} // as spelt, not made canonical
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that is gone is no fault of ours
	a.done()
	body.discard(ctx, w)
}

// scfTimeout is the time limit of a Web function, in milliseconds, as the platform
// states it with each request; 0 if it states none.
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

// endReading ends the reading of the body with ctx. The returned function undoes
// it, so that the connection can serve the next request.
//
// A read deadline set in advance would not do: net/http reads on in the background,
// and takes its end for that of the client.
func endReading(ctx context.Context, w http.ResponseWriter) (stop func()) {
	done := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = http.NewResponseController(w).SetReadDeadline(time.Now()) // a recorder of a test has none
	})
	return func() {
		if !undo() {
			<-done
		}
	}
}

// respond judges a request in the order of the contract and answers it.
func (i *invocation) respond(r *http.Request) (a *reply) {
	var s *settings // nil where reading them panics
	defer func() {
		if p := recover(); p != nil {
			a = i.reply(panicFailure(p))
		}
		if s != nil { // a page is to read what is wrong with other settings, too
			s.config.cors(r, a)
		}
		i.record.status = a.status
		if r.Method == http.MethodHead {
			a.body = nil
		}
		i.log(&i.record)
	}()
	s = i.configure()
	a, f := i.route(s, r)
	if f == nil && !i.fits(a) {
		f = answerTooLarge(i.record.attempts)
	}
	if f != nil {
		a = i.reply(f)
	}
	return a
}

// route sorts out what is not a search.
func (i *invocation) route(s *settings, r *http.Request) (*reply, *failure) {
	if i.cloudBase && !s.identified(r) {
		return nil, s.config.callers.unauthorized(errCloudBase)
	}
	allow := "POST, OPTIONS"
	health := strings.HasSuffix(r.URL.Path, "/healthz")
	if health {
		allow = "GET, HEAD, POST, OPTIONS"
	}
	switch {
	case r.Method == http.MethodPost:
		return i.post(s, r)
	case r.Method == http.MethodOptions:
		a := i.newReply(http.StatusNoContent, nil)
		a.header("Allow", allow)
		return a, nil
	case health && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		return i.health(s)
	}
	return nil, &failure{code: CodeMethodNotAllowed, headers: map[string]string{"Allow": allow},
		message: "to search, send a POST with Content-Type: application/json and the request as its body; the health check is a GET of /healthz"}
}

// health says that the configuration is valid; it does not ask Chat.
func (i *invocation) health(s *settings) (*reply, *failure) {
	if s.err != nil {
		return nil, misconfigured(s.err.Error())
	}
	body := appendString([]byte(`{"status":"ok","version":`), i.version)
	return i.newReply(http.StatusOK, append(body, '}')), nil
}

// post answers a search: declared size, media type, app, credential, body, whose
// marks, Chat.
func (i *invocation) post(s *settings, r *http.Request) (*reply, *failure) {
	if r.ContentLength > maxRequest {
		return nil, requestTooLarge()
	}
	if !isJSON(r.Header["Content-Type"]) {
		return nil, &failure{code: CodeUnsupportedMediaType, message: "send the request as JSON, with the header Content-Type: application/json"}
	}
	if s.err != nil {
		return nil, misconfigured(s.err.Error())
	}
	a, f := s.queriedApp(r.URL)
	if f != nil {
		return nil, f
	}
	i.record.sdkAppID = a.sdkAppID
	who, err := s.config.callers.authenticate(r.Header, a, time.Now())
	if err != nil {
		return nil, s.config.callers.unauthorized(err)
	}
	body, f := readBody(r)
	if f != nil {
		return nil, f
	}
	request, f := decodeRequest(body, s.config.maxConversations, false)
	if f != nil {
		return nil, f
	}
	if !who.mayAskFor(request.input.FromAccount) {
		return nil, &failure{code: CodeUnauthorizedOperation, message: "a user may ask for its own marks only"}
	}
	buffer := buffers.Get().(*[]byte)
	answer, f := search(r.Context(), a, &i.record, &request.input, *buffer)
	if f != nil {
		buffers.Put(buffer)
		return nil, f
	}
	reply := i.newReply(http.StatusOK, answer)
	reply.buffer = buffer
	return reply, nil
}

// identified reports whether a request has a valid credential for the app that it
// names.
func (s *settings) identified(r *http.Request) bool {
	if s.err != nil || slices.Contains(s.config.callers.ways, callerNone) {
		return false
	}
	a, f := s.queriedApp(r.URL)
	if f != nil {
		return false
	}
	_, err := s.config.callers.authenticate(r.Header, a, time.Now())
	return err == nil
}

// queriedApp is the app that the query names. Other parameters do not matter, not
// even if they cannot be parsed; but one that differs in case only would have the
// first app answer for another.
func (s *settings) queriedApp(u *url.URL) (*app, *failure) {
	var ids []string
	var faults []chat.Fault
	for parameter := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		name, err := url.QueryUnescape(name)
		switch {
		case err != nil || !strings.EqualFold(name, "sdkappid"):
		case name != "sdkappid":
			faults = append(faults, chat.Fault{Field: name, Reason: "unknown name; write sdkappid"})
		default:
			id, err := url.QueryUnescape(value)
			if _, numberErr := parseSDKAppID(id); err != nil || numberErr != nil {
				faults = append(faults, chat.Fault{Field: name, Reason: badSDKAppID})
			}
			ids = append(ids, id)
		}
	}
	if len(ids) > 1 {
		faults = append(faults, chat.Fault{Field: "sdkappid", Reason: "given twice"})
	}
	switch {
	case faults != nil:
		return nil, invalid(faults...)
	case ids != nil:
		return s.app(ids[0])
	}
	return s.app("")
}
