package handler_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/handler"
)

// Serve and Shutdown both return, in whichever order they are called.
func TestAServerThatNobodyUsesStops(t *testing.T) {
	t.Parallel()
	once := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for n := range 200 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := handler.NewServer(handler.New(handler.Options{Log: io.Discard}))
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		if n%2 == 0 {
			a, err := once.Get("http://" + l.Addr().String() + "/healthz")
			if err != nil {
				t.Fatal(err)
			}
			a.Body.Close()
		}
		if err := s.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Fatal(err)
		}
	}
}

// pipes is a listener whose connections are pipes in memory.
type pipes struct {
	dialed chan net.Conn
	close  func()
}

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p.dialed
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p pipes) Close() error { p.close(); return nil }

func (pipes) Addr() net.Addr { return new(net.TCPAddr) }

func (p pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.dialed <- server
	return client
}

// At the limit a new connection takes the place of the one idle longest.
func TestConnectionIdleLongestMakesRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := handler.NewServer(handler.New(handler.Options{Environ: environ(environment("CALLER_AUTH", "none")), Log: io.Discard, HTTPClient: answering(empty)}))
		s.SetLimit(3)
		dialed := make(chan net.Conn)
		l := pipes{dialed, sync.OnceFunc(func() { close(dialed) })}
		served := make(chan error, 1)
		go func() { served <- s.Serve(l) }()
		answered := func(c net.Conn) bool {
			time.Sleep(time.Second) // after the handler of the answer before has ended
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(sample))
			if r.Write(c) != nil {
				return false
			}
			a, err := http.ReadResponse(bufio.NewReader(c), r)
			if err != nil {
				return false
			}
			defer a.Body.Close()
			_, err = io.Copy(io.Discard, a.Body)
			return err == nil && a.StatusCode == http.StatusOK
		}
		var all []net.Conn
		for range 3 {
			all = append(all, l.dial())
		}
		for _, n := range []int{1, 2, 0} {
			if !answered(all[n]) {
				t.Fatalf("connection %d has no answer", n)
			}
		}
		all = append(all, l.dial())
		for n, want := range []bool{true, false, true, true} {
			if answered(all[n]) != want {
				t.Errorf("connection %d has an answer: %t", n, !want)
			}
			if n == 1 {
				all[n].Close()
			}
		}
		for _, c := range all {
			c.Close()
		}
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		<-served
	})
}
