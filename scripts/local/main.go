// Command local runs the function on this machine as the SCF platform does. It compiles and
// starts the function, sends it the sample request of the vendor's page as an event, and
// prints what happened. Then it serves HTTP: each request becomes an event, and a browser
// finds a console at /.
//
//	go run ./scripts/local                              the sample, then http://127.0.0.1:9000 until Ctrl-C
//	go run ./scripts/local -once                        the sample alone; exit code 0 if the answer is 200
//	go run ./scripts/local -once -chat-script 50004,ok  the same with a Chat that fails first
//	go run ./scripts/local -list                        the sample events
//	go run ./scripts/local -once -event timer           one of them
//
// Chat is a fake by default. With CHAT_SDKAPPID and CHAT_SECRET_KEY in the environment, the
// function calls the real Chat; its other variables are passed on too. CHAT_ENDPOINT alone
// selects that endpoint, called as the fake's demo app.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout))
}

// run is main with its dependencies as parameters.
func run(ctx context.Context, args, env []string, out io.Writer) int {
	o, err := parseOptions(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err == nil && o.list {
		printEvents(out)
		return exitOK
	}
	var s settings
	if err == nil {
		s, err = readSettings(env)
	}
	if err == nil && o.script != nil && s.source != fake {
		err = errors.New("-chat-script is for the fake Chat, which the environment has switched off")
	}
	if err != nil {
		fmt.Fprintln(out, "local:", err)
		return exitUsage
	}
	ok, err := work(ctx, o, s, &terminal{to: out})
	if err != nil {
		fmt.Fprintln(out, "local:", err)
	}
	if err != nil || o.once && !ok {
		return exitFailed
	}
	return exitOK
}

// work sends the first event and, without -once, serves. It reports whether the first
// answer was good.
func work(ctx context.Context, o options, s settings, out *terminal) (ok bool, err error) {
	c, err := newCredential(s)
	if err != nil {
		return false, err
	}
	event, err := firstEvent(o, c)
	if err != nil {
		return false, err
	}
	listener, err := listen(ctx, o) // before compiling: the port may be in use
	if err != nil {
		return false, err
	}
	if listener != nil {
		defer listener.Close()
	}
	session, err := open(ctx, o, s, c, out)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, session.close()) }()
	ok = session.first(ctx, event)
	if listener != nil {
		err = session.serve(ctx, listener)
	}
	return ok, err
}
