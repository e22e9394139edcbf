package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// session is a running function with the Chat that it calls.
type session struct {
	options    options
	settings   settings
	out        *terminal
	dir        string           // holds the binary
	fake       *chattest.Server // nil where the function calls another Chat
	data       *chattest.Data   // what the fake answers from
	function   *platform.Function
	lines      *platform.Lines
	credential credential
}

// open compiles the function and starts it, and the fake Chat before.
func open(ctx context.Context, o options, s settings, c credential, out *terminal) (_ *session, err error) {
	n := &session{options: o, settings: s, credential: c, out: out, lines: new(platform.Lines)}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	if err := n.startChat(); err != nil {
		return nil, err
	}
	out.note("build", "the function, from source")
	begin := time.Now()
	binary, err := n.build(ctx)
	if err != nil {
		return nil, err
	}
	built := time.Since(begin)
	n.function, err = platform.Start(ctx, platform.Config{
		Binary:             binary,
		Environment:        n.settings.environment,
		ProcessEnvironment: s.process,
		Timeout:            o.timeout,
		Stdout:             follow{n.lines, out},
		Stderr:             out,
	})
	if err != nil {
		return nil, err
	}
	out.note("function", fmt.Sprintf("built in %.1f s, process %d, time limit %s", built.Seconds(), n.function.Process().Pid, o.timeout))
	if s.source == real {
		out.note("careful", fmt.Sprintf("the platform's library listens on every network interface: port %d calls your app", n.function.Port()))
	}
	return n, nil
}

// startChat starts the fake Chat where it is wanted, and says which Chat it will be.
func (n *session) startChat() error {
	switch n.settings.source {
	case real:
		n.out.note("chat", "the real one: CHAT_SDKAPPID and its key are set, no fake is started")
		return nil
	case endpoint:
		n.out.note("chat", "CHAT_ENDPOINT with the demo app, no fake is started")
		return nil
	}
	app := chattest.DemoApp()
	app.Variant.PageSize = 4 // a list of the demo user's 6 conversations takes two pages, so that paging can be seen
	server, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		return err
	}
	n.fake, n.data = server, app.Data
	server.Script(n.options.script...)
	n.settings.environment["CHAT_ENDPOINT"] = server.URL()
	n.out.note("chat", fmt.Sprintf("a fake one on %s with a demo app, user and data", server.URL()))
	return nil
}

// build compiles into a folder of our own, which is the function's working directory too.
func (n *session) build(ctx context.Context) (string, error) {
	root, err := platform.ModuleRoot()
	if err != nil {
		return "", err
	}
	if n.dir, err = os.MkdirTemp("", "chatmarks"); err != nil {
		return "", err
	}
	return platform.Build(ctx, root, n.dir)
}

// close releases whatever was opened.
func (n *session) close() error {
	var errs []error
	if n.function != nil {
		errs = append(errs, n.function.Stop())
	}
	if n.fake != nil {
		n.fake.Close()
	}
	if n.dir != "" {
		errs = append(errs, os.RemoveAll(n.dir))
	}
	return errors.Join(errs...)
}

// invoke calls the function and gives up a moment after its time limit, when the platform would long have ended it.
func (n *session) invoke(ctx context.Context, payload []byte) (*platform.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, n.options.timeout+time.Second)
	defer cancel()
	return n.function.Invoke(ctx, payload)
}
