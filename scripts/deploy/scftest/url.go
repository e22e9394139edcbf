package scftest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"time"

	"chatmarks/scripts/local/platform"
)

// functionURL serves the address of an http trigger on a loopback port.
type functionURL struct {
	address string
	http    *http.Server
	serving sync.WaitGroup
}

func (s *Server) newURL(region, function, trigger string) (*functionURL, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	u := &functionURL{address: "http://" + listener.Addr().String()}
	u.http = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serveURL(w, r, region, function, trigger)
	})}
	u.serving.Go(func() { _ = u.http.Serve(listener) }) // ends with close
	return u, nil
}

func (u *functionURL) close() {
	_ = u.http.Close()
	u.serving.Wait()
}

// closeURLs closes the Function URLs of a function that is deleted.
func (f *function) closeURLs() {
	for name, u := range f.urls {
		u.close()
		delete(f.urls, name)
	}
}

// maxEvent is the largest event that the platform accepts (583/11637).
const maxEvent = 6 << 20

// serveURL answers a request as the platform does in front of a function.
func (s *Server) serveURL(w http.ResponseWriter, r *http.Request, region, name, trigger string) {
	t, ok := s.httpTrigger(region, name, trigger)
	if !ok || !t.Enable {
		http.Error(w, "no such function URL", http.StatusNotFound)
		return
	}
	var desc httpDesc
	if json.Unmarshal([]byte(t.Desc), &desc) != nil || desc.AuthType == "CAM" {
		http.Error(w, "this function URL wants a signature of CAM", http.StatusUnauthorized)
		return
	}
	kind, v, code, err := s.snapshot(region, name, t.Qualifier)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	p, err := s.running.of(r.Context(), kind, v, code)
	if err != nil {
		http.Error(w, "the function does not start", 439) // the platform's status for a process that ended
		return
	}
	if kind == "HTTP" {
		p.forward(w, r)
		return
	}
	p.asEvent(w, r)
}

func (s *Server) httpTrigger(region, name, trigger string) (Trigger, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.find(region, name)
	if err != nil {
		return Trigger{}, false
	}
	for _, t := range f.Triggers {
		if t.Name == trigger {
			return t, true
		}
	}
	return Trigger{}, false
}

// asEvent turns a request into an event.
func (p *process) asEvent(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
	if err != nil {
		http.Error(w, "the request is too large", http.StatusNotAcceptable)
		return
	}
	event, err := platform.Event(platform.URL, r, body)
	if err != nil {
		http.Error(w, "the request cannot be an event", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), p.timeout)
	defer cancel()
	result, err := p.event.Invoke(ctx, event)
	if err != nil || result.Error != nil {
		http.Error(w, "the function failed", 430)
		return
	}
	response, err := platform.ParseResponse(result.Payload)
	if err != nil {
		http.Error(w, "invalid scf response format", http.StatusForbidden)
		return
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(response.Body) // a client that is gone is no fault of ours
}

// forward passes a request on to a Web function, with the platform's own headers
// (583/56124).
func (p *process) forward(w http.ResponseWriter, r *http.Request) {
	proxy := &httputil.ReverseProxy{Rewrite: func(q *httputil.ProxyRequest) {
		q.SetURL(&url.URL{Scheme: "http", Host: p.address})
		q.Out.Host = q.In.Host
		host, _, _ := net.SplitHostPort(q.In.RemoteAddr)
		q.Out.Header.Set("X-Scf-Request-Id", rand.Text())
		q.Out.Header.Set("X-Scf-Remote-Addr", host)
		q.Out.Header.Set("X-Scf-Timeout", strconv.FormatInt(p.timeout.Milliseconds(), 10))
	}, Transport: &http.Transport{DisableKeepAlives: true}}
	proxy.ServeHTTP(w, r)
}
