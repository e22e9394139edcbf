// Command chatmarks is the function. On SCF it serves the platform's RPC port;
// if there is none (an SCF Web function, a container, a laptop) it serves the
// same over HTTP on PORT, default 9000.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction"

	"chatmarks/handler"
)

// version is set by the linker: -ldflags "-X main.version=…".
var version = "devel"

func main() {
	// A write to a stdout or stderr that nobody reads any more would end the
	// process (package os/signal, SIGPIPE).
	signal.Ignore(syscall.SIGPIPE)
	stderr := handler.NewLineWriter(os.Stderr)
	log.SetFlags(0)
	log.SetOutput(brief{stderr})
	if os.Getenv("_LAMBDA_SERVER_PORT") != "" {
		// An instance of an event function has one call at a time (SCF's page on
		// concurrency, 并发概述), so its goroutines stay on one thread: waking threads
		// that hand a call on to each other costs more than they gain, about a quarter
		// of the processor time, measured with scripts/bench.
		if os.Getenv("GOMAXPROCS") == "" {
			runtime.GOMAXPROCS(1)
		}
		// A batch has 4 messages in progress, each with 3 calls to Chat.
		cloudfunction.StartHandler(handler.New(handler.Options{Version: version, IdleConnections: 4 * 3})) // never returns
	}
	// The clients' bounds are in number. In bytes they hold if the collector does not
	// wait for twice what is held.
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(48 << 20)
	}
	h := handler.New(handler.Options{Version: version})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := serve(ctx, h, stderr); err != nil {
		fmt.Fprintln(stderr, err)
		os.Exit(1)
	}
}

// brief is where the libraries' own messages go, cut short: net/http prints what
// a server sends out of turn, which may quote a signed URL, and the value of a panic.
type brief struct{ to io.Writer }

func (b brief) Write(line []byte) (int, error) {
	const limit = 64 // net/http's words before what a server sent are longer
	const panicking = "http: panic serving "
	if bytes.HasPrefix(line, []byte(panicking)) {
		line = line[:len(panicking)]
	}
	_, err := fmt.Fprintf(b.to, "%s\n", bytes.TrimSpace(line[:min(len(line), limit)]))
	return len(line), err
}

// serve answers HTTP until ctx ends, then finishes what has begun.
func serve(ctx context.Context, h *handler.Handler, stderr io.Writer) error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000" // where an SCF Web function must listen
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("", port))
	if err != nil {
		return err
	}
	state := "settings valid"
	if err := h.SettingsError(); err != nil {
		state = "every request is answered with ConfigurationError: " + err.Error()
	}
	fmt.Fprintf(stderr, "chatmarks %s listens on %s; %s\n", version, listener.Addr(), state)
	server := handler.NewServer(h)
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		finish, cancel := context.WithTimeout(context.Background(), 65*time.Second)
		defer cancel()
		stopped <- server.Shutdown(finish)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
