package abuse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/bench/process"
	"chatmarks/scripts/local/platform"
)

const (
	// token is the credential of the honest clients, and of the silent ones that send one.
	token = "a-token-of-this-abuse-and-nobody-else"
	// dataLimit is the memory limit of the function, in KiB.
	dataLimit = 128 << 10
	// maxMemory, maxFirst and maxHealth are the limits that the README promises under each kind of silence.
	maxMemory = 64 << 20
	maxFirst  = 2 * time.Second
	maxHealth = time.Second
)

// Options says how much abuse to make.
type Options struct {
	Connections int           // of each kind; default 2,000
	Honest      int           // clients that ask meanwhile; default 8
	Duration    time.Duration // of each kind, once all connections are open; default 8 s
	Only        string        // run only the kinds whose name contains this
}

func (o Options) withDefaults() Options {
	if o.Connections == 0 {
		o.Connections = 2000
	}
	if o.Honest == 0 {
		o.Honest = 8
	}
	if o.Duration == 0 {
		o.Duration = 8 * time.Second
	}
	return o
}

// Run runs every kind of silence, each against a new process.
func Run(ctx context.Context, o Options) (Report, error) {
	o = o.withDefaults()
	folder, err := os.MkdirTemp("", "chatmarks-abuse-")
	if err != nil {
		return nil, fmt.Errorf("abuse: %w", err)
	}
	defer os.RemoveAll(folder)
	root, err := platform.ModuleRoot()
	if err != nil {
		return nil, err
	}
	binary, err := platform.Build(ctx, root, filepath.Join(folder, "main"), "CGO_ENABLED=0") // as on SCF; threads of C would exceed the memory limit
	if err != nil {
		return nil, err
	}
	var report Report
	for _, s := range silences() {
		if !strings.Contains(s.name, o.Only) {
			continue
		}
		row, err := play(ctx, binary, s, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		report = append(report, row)
	}
	return report, nil
}

// play runs one kind of silence.
func play(ctx context.Context, binary string, s silence, o Options) (row Row, err error) {
	app := chattest.DemoApp()
	chat, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		return row, err
	}
	defer chat.Close()
	if s.chat != "" {
		steps, err := chattest.ParseScript(s.chat)
		if err != nil {
			return row, err
		}
		chat.Script(steps...)
	}
	p, err := start(ctx, binary, app, chat.URL())
	if err != nil {
		return row, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	row.Name = s.name

	ctx, cancel := context.WithCancel(ctx)
	var all, asking sync.WaitGroup
	defer all.Wait()
	defer asking.Wait()
	defer cancel()
	honest := newHonest(p.base)
	over := make(chan struct{})
	for range o.Honest + s.honest {
		asking.Go(func() { honest.ask(ctx, over) })
	}
	connections := o.Connections
	if s.hold == nil {
		connections = 0
	}
	for range connections {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
		if err != nil {
			return row, err
		}
		all.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			_ = s.hold(ctx, conn) // the function may close it
		})
	}
	// All connections are open now.
	end := time.After(o.Duration)
	again := time.NewTicker(o.Duration / 16)
	defer again.Stop()
	for going := true; going; {
		first, health := newHonest(p.base), newHonest(p.base)
		first.once(ctx)
		health.health(ctx)
		row.First.add(first)
		row.Health.add(health)
		select {
		case <-again.C:
		case <-end:
			going = false
		case <-ctx.Done():
			return row, ctx.Err()
		}
	}
	close(over)
	asking.Wait() // the last request of each is answered
	cancel()
	all.Wait()
	row.Meanwhile.add(honest)
	reading, err := process.Read(p.command.Process.Pid)
	row.Memory = reading.Peak
	return row, err
}
