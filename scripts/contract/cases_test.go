package contract

import (
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"testing"

	"chatmarks/scripts/contract/cases"
	"chatmarks/scripts/local/platform"
)

// TestCases runs the cases against the built function, in separate processes.
func TestCases(t *testing.T) {
	t.Parallel()
	all, err := cases.Load("cases")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			c.Run(t, startForCase, false)
		})
	}
}

func startForCase(t *testing.T, env map[string]string) cases.Function {
	lines := new(platform.Lines)
	var f *platform.Function
	return cases.Function{
		Invoke: func(event []byte) string {
			var err error
			f, err = platform.Start(t.Context(), platform.Config{Binary: binary, Environment: env, Stdout: recorded(t.Name(), lines), Stderr: recorded(t.Name(), lines)})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Stop()
			r, err := f.Invoke(t.Context(), event)
			if err != nil {
				t.Fatal(err)
			}
			if r.Error != nil {
				return r.Error.Message
			}
			given.keep(t.Name(), r.Payload)
			return string(r.Payload)
		},
		HTTP: func(r *http.Request, body []byte) (int, http.Header, string) {
			port := freePort(t)
			w := &world{t: t, env: env}
			p := &webProcess{cmd: exec.Command(binary), base: "http://127.0.0.1:" + port, gone: make(chan error, 1)}
			p.cmd.Env = []string{"PORT=" + port}
			for name, value := range env {
				p.cmd.Env = append(p.cmd.Env, name+"="+value)
			}
			p.cmd.Stdout, p.cmd.Stderr = recorded(t.Name(), lines), recorded(t.Name(), io.Discard)
			if err := p.cmd.Start(); err != nil {
				t.Fatal(err)
			}
			go func() { p.gone <- p.cmd.Wait() }()
			t.Cleanup(p.kill)
			eventually(t, "it listens", func() bool {
				conn, err := net.Dial("tcp", "127.0.0.1:"+port)
				if err == nil {
					conn.Close()
				}
				return err == nil
			})
			a := w.over(p.base, r, body)
			return a.status, a.header, string(a.body)
		},
		Log: func(id string) string {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			line, err := lines.Await(ctx, id)
			if err != nil {
				t.Fatalf("no log line for %s: %v", id, err)
			}
			return line
		},
	}
}
