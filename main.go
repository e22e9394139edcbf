// Command chatmarks is the function. On SCF it serves the platform's RPC port. Without
// such a port (an SCF Web function, a container, a laptop) it serves the same over HTTP
// on PORT, default 9000.
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
	// A write to a closed stdout or stderr would end the process (package os/signal,
	// SIGPIPE).
	signal.Ignore(syscall.SIGPIPE)
	stderr := handler.NewLineWriter(os.Stderr)
	log.SetFlags(0)
	log.SetOutput(brief{stderr})
	if os.Getenv("_LAMBDA_SERVER_PORT") != "" {
		// An instance of an event function serves one call at a time (SCF's page on
		// concurrency, 并发概述), so one thread is enough. Passing a call between threads
		// costs about a quarter of the processor time (measured with scripts/bench).
		if os.Getenv("GOMAXPROCS") == "" {
			runtime.GOMAXPROCS(1)
		}
		// A batch handles 4 messages at a time, each with 3 calls to Chat.
		cloudfunction.StartHandler(handler.New(handler.Options{Version: version, IdleConnections: 4 * 3})) // never returns
	}
	// The limits on clients count connections and requests, not bytes. With a memory
	// limit the collector runs before the heap doubles, which also bounds the bytes.
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

// brief writes the log messages of libraries, truncated: net/http logs unexpected data
// from a server, which may quote a signed URL, and the value of a panic.
type brief struct{ to io.Writer }

func (b brief) Write(line []byte) (int, error) {
	const limit = 64 // net/http's prefix to data from a server is longer
	const panicking = "http: panic serving "
	if bytes.HasPrefix(line, []byte(panicking)) {
		line = line[:len(panicking)]
	}
	_, err := fmt.Fprintf(b.to, "%s\n", bytes.TrimSpace(line[:min(len(line), limit)]))
	return len(line), err
}

// serve answers HTTP until ctx ends, then finishes the requests in progress.
func serve(ctx context.Context, h *handler.Handler, stderr io.Writer) error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000" // the port on which an SCF Web function must listen
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
