package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/rpc"
	"os/exec"
	"strconv"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"

	"chatmarks/scripts/local/platform"
)

// coldStarts measures the time from exec on. The platform package polls the function with growing pauses, which is too coarse for
// a process that starts within milliseconds. So coldStarts polls every tenth of a millisecond.
func (b *bench) coldStarts(ctx context.Context) error {
	event, err := b.event(2)
	if err != nil {
		return err
	}
	ping := b.table.row("exec → first Ping", duration)
	for _, u := range []*upstream{b.plain, b.tls} {
		first := b.table.row("exec → first answer, 2 conversations over "+u.name(), duration)
		for round := range b.effort.starts {
			for _, p := range b.turns(round) {
				l, err := b.launch(ctx, p, u, event)
				if err != nil {
					return fmt.Errorf("start %s: %w", p.name, err)
				}
				ping.add(p.name, float64(l.ping))
				first.add(p.name, float64(l.answer))
			}
		}
	}
	return nil
}

// launched has the times of a start.
type launched struct{ ping, answer time.Duration }

// launch starts a program, calls it once and kills it.
func (b *bench) launch(ctx context.Context, p program, u *upstream, event []byte) (l launched, err error) {
	port, err := platform.FreePort()
	if err != nil {
		return l, err
	}
	command := exec.CommandContext(ctx, p.binary)
	command.Env = b.processEnvironment(u, "_LAMBDA_SERVER_PORT="+strconv.Itoa(port), "TENCENTCLOUD_RUNENV=SCF")
	environment, err := json.Marshal(b.environment(u))
	if err != nil {
		return l, err
	}
	begin := time.Now()
	if err := command.Start(); err != nil {
		return l, err
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait() // the error says that it was killed
	}()
	client, err := dial(ctx, port)
	if err != nil {
		return l, err
	}
	defer client.Close()
	if err := client.Call("Function.Ping", &messages.PingRequest{}, &messages.PingResponse{}); err != nil {
		return l, err
	}
	l.ping = time.Since(begin)
	deadline := time.Now().Add(15 * time.Second)
	response := new(messages.InvokeResponse)
	err = client.Call("Function.Invoke", &messages.InvokeRequest{
		Payload:     event,
		RequestId:   "00000000-0000-4000-8000-000000000000",
		Deadline:    messages.InvokeRequest_Timestamp{Seconds: deadline.Unix()},
		Environment: string(environment),
	}, response)
	l.answer = time.Since(begin)
	if err != nil {
		return l, err
	}
	return l, checkAnswer(p, response.Payload, response.Error, 2)
}

// dial retries until the program listens.
func dial(ctx context.Context, port int) (*rpc.Client, error) {
	const limit = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ticker := time.NewTicker(100 * time.Microsecond)
	defer ticker.Stop()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		// While nobody listens on the port, the kernel may choose it as the local port of the connection.
		if err == nil && conn.LocalAddr().String() != conn.RemoteAddr().String() {
			return rpc.NewClient(conn), nil
		}
		if err == nil {
			conn.Close()
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil, errors.Join(context.Cause(ctx), err)
		}
	}
}
