package handler

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"chatmarks/chat"
)

// ServeHTTP answers a request where the function is a Web function or stands
// behind no platform at all. It is what an HTTP event gets, too.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i := h.begin(r.Context())
	i.record.event = "http"
	onSCF := i.env("TENCENTCLOUD_RUNENV") == "SCF"
	i.record.clientIP = clientIP(r.RemoteAddr)
	if onSCF {
		// The platform sets these and takes them from clients; elsewhere
		// anybody can (https://cloud.tencent.com/document/product/583/96099).
		i.record.clientIP = clientIP(r.Header.Get("X-Scf-Remote-Addr"))
		if id := sane(r.Header.Get("X-Scf-Request-Id")); id != "" {
			i.record.requestID = id
		}
	}
	ctx, cancel := withAnswerTime(r.Context())
	defer cancel()
	a := i.respond(r.WithContext(ctx))
	for _, h := range a.headers {
		w.Header()[h.name] = []string{h.value} // as spelt, not made canonical
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that is gone is no fault of ours
	a.done()
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
	return nil, &failure{code: CodeMethodNotAllowed, message: "send a POST", headers: map[string]string{"Allow": allow}}
}

// health says that the configuration is valid; it does not ask Chat.
func (i *invocation) health(s *settings) (*reply, *failure) {
	if s.err != nil {
		return nil, misconfigured(s.err.Error())
	}
	body := appendString([]byte(`{"status":"ok","version":`), i.version)
	return i.newReply(http.StatusOK, append(body, '}')), nil
}

// post answers a search: size, media type, app, credential, body, whose marks, Chat.
func (i *invocation) post(s *settings, r *http.Request) (*reply, *failure) {
	body, readErr := readBody(r)
	if errors.Is(readErr, errTooLarge) {
		return nil, requestTooLarge()
	}
	if !isJSON(r.Header["Content-Type"]) {
		return nil, &failure{code: CodeUnsupportedMediaType, message: "the Content-Type must be application/json"}
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
	switch {
	case errors.Is(readErr, os.ErrDeadlineExceeded):
		return nil, timedOut(readErr)
	case readErr != nil:
		return nil, malformed("the body cannot be read: cut short, broken base64, or not UTF-8")
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

// queriedApp is the app that the query names.
func (s *settings) queriedApp(u *url.URL) (*app, *failure) {
	values, err := url.ParseQuery(u.RawQuery)
	ids := values["sdkappid"]
	switch {
	case err != nil:
		return nil, invalid(chat.Fault{Field: "sdkappid", Reason: "the query of the URL cannot be read"})
	case len(ids) > 1:
		return nil, invalid(chat.Fault{Field: "sdkappid", Reason: "given twice"})
	case len(ids) == 1 && ids[0] == "":
		return nil, invalid(chat.Fault{Field: "sdkappid", Reason: badSDKAppID})
	case len(ids) == 1:
		return s.app(ids[0])
	}
	return s.app("")
}
