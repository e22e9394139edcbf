package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/console"
	"chatmarks/scripts/local/platform"
)

// session is a running function with the Chat that it calls.
type session struct {
	options    options
	settings   settings
	out        *terminal
	root       string           // of the module
	dir        string           // contains a folder for each build
	fake       *chattest.Server // nil if the function calls another Chat
	data       *chattest.Data   // what the fake answers from
	lines      *platform.Lines
	credential credential

	mu       sync.RWMutex // each call holds it for reading
	function *platform.Function
	folder   string // where that function runs
	built    console.Build
}

// open starts the fake Chat, if it is used, and then compiles and starts the function.
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
	if n.root, err = platform.ModuleRoot(); err != nil {
		return nil, err
	}
	if n.dir, err = os.MkdirTemp("", "chatmarks"); err != nil {
		return nil, err
	}
	begin := time.Now()
	if n.function, n.folder, err = n.start(ctx); err != nil {
		return nil, err
	}
	n.built = started()
	out.note("function", fmt.Sprintf("built and started in %.1f s, process %d, time limit %s", time.Since(begin).Seconds(), n.function.Process().Pid, o.timeout))
	if s.source == real {
		out.note("careful", fmt.Sprintf("the platform's library listens on every network interface: port %d calls your app", n.function.Port()))
	}
	return n, nil
}

// startChat starts the fake Chat if it is used, and prints which Chat the function calls.
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
	app.Variant.PageSize = 4 // the demo user's 6 conversations take two pages, so that paging is visible
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

// start compiles the function into a new folder, which is also its working directory, and
// starts it.
func (n *session) start(ctx context.Context) (_ *platform.Function, folder string, err error) {
	if folder, err = os.MkdirTemp(n.dir, ""); err != nil {
		return nil, "", err
	}
	binary, err := platform.Build(ctx, n.root, folder)
	if err != nil {
		return nil, "", err
	}
	function, err := platform.Start(ctx, platform.Config{
		Binary:             binary,
		Environment:        n.settings.environment,
		ProcessEnvironment: n.settings.process,
		Timeout:            n.options.timeout,
		Stdout:             follow{n.lines, n.out},
		Stderr:             n.out,
	})
	return function, folder, err
}

// close releases everything that open opened.
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

// invoke calls the function. It gives up shortly after the time limit, when the platform
// would have ended the function.
func (n *session) invoke(ctx context.Context, payload []byte) (*platform.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, n.options.timeout+time.Second)
	defer cancel()
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.function.Invoke(ctx, payload)
}
