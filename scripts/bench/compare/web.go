package compare

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"sync"
	"time"

	"chatmarks/scripts/bench/process"
	"chatmarks/scripts/local/platform"
)

// webClients are the numbers of parallel clients of a Web function.
var webClients = []int{1, 16, 64}

// web compares the function as a Web function with plainweb. The numbers of plainweb are in plain's column.
func (b *bench) web(ctx context.Context) error {
	for _, u := range []*upstream{b.plain, b.tls} {
		for _, clients := range webClients {
			for range b.effort.webLaunches {
				if err := b.webLaunch(ctx, u, clients); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// webLaunch lets the two take turns in new processes, then measures their memory and connections.
func (b *bench) webLaunch(ctx context.Context, u *upstream, clients int) (err error) {
	var servers []*webServer
	defer func() {
		for _, s := range servers {
			s.stop()
		}
	}()
	for _, p := range []program{{plain, b.plainweb}, b.program(function)} {
		s, err := b.startWeb(ctx, p, u, clients)
		if err != nil {
			return err
		}
		servers = append(servers, s)
		if _, err := s.turn(ctx, b.effort.warmUp); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("Web, %d clients over %s: ", clients, u.name())
	rate, p50 := b.table.row(name+"requests a second", number), b.table.row(name+"p50", duration)
	for round := range b.effort.rounds {
		for i := range servers {
			s := servers[(i+round)%len(servers)]
			t, err := s.turn(ctx, b.effort.webCalls)
			if err != nil {
				return err
			}
			rate.add(s.name, t.rate)
			p50.add(s.name, float64(t.quantile(0.50)))
		}
	}
	memory, connections := b.table.row(name+"peak memory", megabytes), b.table.row(name+"connections to Chat", number)
	for _, s := range servers {
		reading, err := process.Read(s.command.Process.Pid)
		memory.add(s.name, perCallOrUnknown(float64(reading.Peak), 1, err))
		connections.add(s.name, float64(s.connections))
	}
	return nil
}

// webServer is a program that serves HTTP, with its clients.
type webServer struct {
	program
	url         string
	command     *exec.Cmd
	upstream    *upstream
	clients     []*http.Client // each with a connection of its own
	connections int64          // to Chat, so far
}

func (b *bench) startWeb(ctx context.Context, p program, u *upstream, clients int) (*webServer, error) {
	port, err := platform.FreePort()
	if err != nil {
		return nil, err
	}
	s := &webServer{program: p, url: fmt.Sprintf("http://127.0.0.1:%d/", port), command: exec.CommandContext(ctx, p.binary), upstream: u}
	s.command.Env = b.processEnvironment(u, fmt.Sprint("PORT=", port), "CALLER_AUTH=none")
	for name, value := range b.environment(u) {
		s.command.Env = append(s.command.Env, name+"="+value)
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	for range clients {
		s.clients = append(s.clients, &http.Client{Transport: new(http.Transport)})
	}
	const limit = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for {
		err := s.ask(ctx, s.clients[0])
		if err == nil {
			return s, nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			s.stop()
			return nil, errors.Join(context.Cause(ctx), err)
		}
	}
}

func (s *webServer) stop() {
	for _, c := range s.clients {
		c.CloseIdleConnections()
	}
	_ = s.command.Process.Kill()
	_ = s.command.Wait() // the error says that it was killed
}

// webTurn has the costs of parallel calls.
type webTurn struct {
	turn
	rate float64 // calls a second
}

// turn makes calls with all clients in parallel.
func (s *webServer) turn(ctx context.Context, calls int) (t webTurn, err error) {
	opened := s.upstream.connections.Load()
	var mu sync.Mutex
	var all sync.WaitGroup
	begin := time.Now()
	for _, c := range s.clients {
		all.Go(func() {
			for range max(1, calls/len(s.clients)) {
				from := time.Now()
				askErr := s.ask(ctx, c)
				took := time.Since(from)
				mu.Lock()
				t.durations = append(t.durations, took)
				if askErr != nil {
					err = fmt.Errorf("%s as a Web function: %w", s.name, askErr)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.rate = float64(len(t.durations)) / time.Since(begin).Seconds()
	slices.Sort(t.durations)
	s.connections += s.upstream.connections.Load() - opened
	return t, err
}

// ask makes a call for 2 conversations, and checks the answer.
func (s *webServer) ask(ctx context.Context, c *http.Client) error {
	const n = 2
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(request(n, 0, n)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	a, err := c.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err == nil && (a.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("11111110"))) {
		err = fmt.Errorf("status %d: %.300s", a.StatusCode, body)
	}
	return err
}
