package handler_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"testing"

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
