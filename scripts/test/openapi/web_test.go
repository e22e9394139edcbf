package openapi_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

// web is the function as a Web function or a container runs it: it serves HTTP.
type web struct{ address string }

func startWeb(t *testing.T, w *world, chat *chattest.Server) *web {
	t.Helper()
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	command := exec.Command(binary)
	command.Env = []string{"PORT=" + port}
	for name, value := range w.variables(chat) {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Stderr = t.Output()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		_ = command.Process.Signal(os.Interrupt)
		if err := command.Wait(); err != nil {
			t.Error(err)
		}
	})
	await(t, address)
	return &web{address: address}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// await returns when somebody listens at the address.
func await(t *testing.T, address string) {
	t.Helper()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for range 2000 {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return
		}
		<-again.C
	}
	t.Fatal("the function does not listen")
}

func (f *web) send(_ *testing.T, r *http.Request, body []byte) (*answer, error) {
	r.URL.Scheme, r.URL.Host, r.RequestURI = "http", f.address, ""
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return &answer{status: response.StatusCode, header: response.Header, body: read}, err
}
