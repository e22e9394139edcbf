package platform

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/rpc"
	"strconv"
	"sync"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// given remembers the ports that FreePort has returned, so that two functions started in
// parallel never get the same one. Otherwise one function could answer the other's Ping.
var given struct {
	sync.Mutex
	ports map[int]bool
}

// FreePort finds a port that nobody listens on. It never returns the same port twice. The
// library takes a port number from its environment and cannot report one that the system
// chose. The port is below the range from which the system assigns ports, so the system
// does not assign it in the meantime.
func FreePort() (int, error) {
	given.Lock()
	defer given.Unlock()
	if given.ports == nil {
		given.ports = map[int]bool{}
	}
	const lowest, ports, attempts = 10_000, 20_000, 1000
	var err error
	for range attempts {
		port := lowest + rand.IntN(ports)
		if given.ports[port] {
			continue
		}
		var listener net.Listener
		if listener, err = net.Listen("tcp", ":"+strconv.Itoa(port)); err == nil {
			listener.Close()
			given.ports[port] = true
			return port, nil
		}
	}
	return 0, fmt.Errorf("no free port: %w", err)
}

// connect dials with growing pauses until the function answers a Ping. It gives up when
// the function's process ends.
func connect(ctx context.Context, port int, ended <-chan struct{}) (*rpc.Client, error) {
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		client, err := ping(ctx, port)
		if err == nil {
			return client, nil
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ended:
			timer.Stop()
			return nil, ErrEnded
		case <-ctx.Done():
			timer.Stop()
			return nil, fmt.Errorf("no answer on port %d: %w, last %w", port, context.Cause(ctx), err)
		}
	}
}

// ping opens one connection and sends a Ping.
func ping(ctx context.Context, port int) (*rpc.Client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	// A dial to a port that nobody listens on yet may get that same port as its source
	// port, and so connect to itself.
	if conn.LocalAddr().String() == conn.RemoteAddr().String() {
		conn.Close()
		return nil, errors.New("connected to itself")
	}
	client := rpc.NewClient(conn)
	if err := call(ctx, client, "Function.Ping", &messages.PingRequest{}, &messages.PingResponse{}); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// call is client.Call that returns when its context ends. The client reads and drops the
// answer of an abandoned call.
func call(ctx context.Context, client *rpc.Client, method string, request, response any) error {
	pending := client.Go(method, request, response, make(chan *rpc.Call, 1))
	select {
	case <-pending.Done:
		return pending.Error
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
