package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"chatmarks/scripts/local/platform"
)

// eventLimit is the platform's limit for an event and for an answer (583/11637).
const eventLimit = 6 << 20

// listen opens the port to serve on. It returns nil if only one event is to be sent.
func listen(ctx context.Context, o options) (net.Listener, error) {
	if o.once {
		return nil, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return nil, fmt.Errorf("%w (another address: -addr 127.0.0.1:0)", err)
	}
	// localhost may resolve to any address.
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		listener.Close()
		return nil, fmt.Errorf("listen: %s is not a loopback address", listener.Addr())
	}
	return listener, nil
}

// serve converts HTTP requests to events until it is interrupted or the function ends by
// itself.
func (n *session) serve(ctx context.Context, listener net.Listener) error {
	page, err := n.page()
	if err != nil {
		return err
	}
	n.printServing(listener.Addr().String())
	server := &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	ended := n.function.Done()
	if n.options.watch {
		ended = nil // the next change of the sources restarts the function
		defer n.startWatching(ctx)()
	}
	select {
	case <-ctx.Done():
	case <-ended:
		err = errors.New("the function has ended by itself")
	case err = <-served:
		return fmt.Errorf("serve: %w", err)
	}
	n.out.section("stopping", "requests in flight may finish")
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), n.options.timeout+time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(limit))
	<-served
	return err
}

// ServeHTTP converts a request to an event, and the function's response to an HTTP
// answer.
func (n *session) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	event, err := n.eventOf(r, w)
	if err != nil {
		writeFailure(w, 406, "RequestTooLarge", "") // the platform's code for an event that is too large
		return
	}
	result, err := n.invoke(r.Context(), event)
	if err != nil {
		status, text := platformFailure(err, n.options.timeout)
		n.out.line(fmt.Sprintf("%s %s: %d: %v", r.Method, r.URL.Path, status, err))
		writeFailure(w, status, text, "")
		return
	}
	if result.Error != nil {
		writeFailure(w, 430, result.Error.Message, result.RequestID)
		return
	}
	writeAnswer(w, result)
}

// eventOf converts a request to an event.
func (n *session) eventOf(r *http.Request, w http.ResponseWriter) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, eventLimit))
	if err != nil {
		return nil, err
	}
	event, err := platform.Event(n.options.served, r, body)
	if err == nil && len(event) > eventLimit {
		err = errors.New("event over 6 MB")
	}
	return event, err
}

// writeAnswer writes the function's integrated response as a gateway does.
func writeAnswer(w http.ResponseWriter, result *platform.Result) {
	if len(result.Payload) > eventLimit {
		writeFailure(w, 407, "The size of response exceeds the upper limit (6MB)", result.RequestID)
		return
	}
	response, err := platform.ParseResponse(result.Payload)
	if err != nil {
		writeFailure(w, http.StatusForbidden, "Invalid scf response format. "+err.Error(), result.RequestID)
		return
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(response.Body) // fails only if the client has gone
}

// printServing prints the address and how to call the function.
func (n *session) printServing(address string) {
	n.out.section("serving", fmt.Sprintf("http://%s as %s events; Ctrl-C ends", address, titles[n.options.served]))
	n.out.line("open http://" + address + "/ in a browser for a console, or")
	n.out.line("curl -s http://" + address + "/search \\")
	if n.credential.scheme != "" {
		n.out.line("  -H 'Authorization: " + n.credential.scheme + n.credential.shown + "' \\")
	}
	n.out.line("  -H 'Content-Type: application/json' \\")
	n.out.line("  -d '" + sample + "'")
}
