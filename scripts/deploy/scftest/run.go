package scftest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/local/platform"
)

// processes are the running functions, one for each package and environment.
type processes struct {
	folder string
	log    io.Writer

	mu  sync.Mutex
	all map[string]*process
}

// process is a running version: an event function, or a Web function at an address.
type process struct {
	event   *platform.Function
	web     *exec.Cmd
	address string
	timeout time.Duration
}

// of returns the process of a version. It starts the process if it does not run.
func (p *processes) of(ctx context.Context, kind string, v Version, code []byte) (*process, error) {
	settings, _ := json.Marshal(v) // texts and numbers
	id := sum(append([]byte(kind), settings...))
	p.mu.Lock()
	defer p.mu.Unlock()
	if running := p.all[id]; running != nil {
		return running, nil
	}
	folder := filepath.Join(p.folder, id)
	if err := unpack(code, folder); err != nil {
		return nil, err
	}
	started := &process{timeout: time.Duration(v.Settings.Timeout) * time.Second}
	var err error
	if kind == "HTTP" {
		err = started.startWeb(ctx, folder, v.Variables, p.log)
	} else {
		started.event, err = platform.Start(ctx, platform.Config{Binary: filepath.Join(folder, "main"), Environment: v.Variables,
			Timeout: started.timeout, MemoryMB: int32(v.Settings.MemorySize), Stdout: p.log, Stderr: p.log})
	}
	if err != nil {
		return nil, err
	}
	p.all[id] = started
	return started, nil
}

func (p *processes) stopAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, running := range p.all {
		if running.event != nil {
			_ = running.event.Stop()
		} else {
			_ = running.web.Process.Kill()
			_ = running.web.Wait()
		}
		delete(p.all, id)
	}
}

func unpack(code []byte, folder string) error {
	archive, err := zip.NewReader(bytes.NewReader(code), int64(len(code)))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil || !filepath.IsLocal(f.Name) {
			return fmt.Errorf("unpack %q: %w", f.Name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name), text, f.Mode()); err != nil {
			return err
		}
	}
	return nil
}

// bootstrapPort is the port at which the platform calls a Web function.
const bootstrapPort = "export PORT=9000\n"

// startWeb starts scf_bootstrap as the platform does, but on a port that is free here.
func (p *process) startWeb(ctx context.Context, folder string, variables map[string]string, log io.Writer) error {
	port, err := platform.FreePort()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(folder, "scf_bootstrap"))
	if err != nil {
		return err
	}
	if !bytes.Contains(text, []byte(bootstrapPort)) {
		return fmt.Errorf("scf_bootstrap does not have the line %q", bootstrapPort)
	}
	script := bytes.Replace(text, []byte(bootstrapPort), []byte("export PORT="+strconv.Itoa(port)+"\n"), 1)
	p.address = "127.0.0.1:" + strconv.Itoa(port)
	p.web = exec.Command("/bin/bash", "-c", string(script), filepath.Join(folder, "scf_bootstrap"))
	p.web.Dir, p.web.Stdout, p.web.Stderr = folder, log, log
	p.web.Env = []string{"_LAMBDA_SERVER_PORT=1", "TENCENTCLOUD_RUNENV=SCF", "PATH=/usr/bin:/bin"}
	for name, v := range variables {
		p.web.Env = append(p.web.Env, name+"="+v)
	}
	if err := p.web.Start(); err != nil {
		return err
	}
	limit := time.Now().Add(20 * time.Second)
	for {
		conn, err := net.DialTimeout("tcp", p.address, time.Second)
		if err == nil {
			return conn.Close()
		}
		if ctx.Err() != nil || time.Now().After(limit) {
			_ = p.web.Process.Kill()
			_ = p.web.Wait()
			return fmt.Errorf("the Web function does not listen: %w", err)
		}
		timer := time.NewTimer(5 * time.Millisecond)
		<-timer.C
	}
}

// snapshot is a copy of what a call of a function needs.
func (s *Server) snapshot(region, name, qualifier string) (kind string, v Version, code []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.find(region, name)
	if err != nil {
		return "", Version{}, nil, err
	}
	number, v, err := f.version(qualifier)
	if err != nil {
		return "", Version{}, nil, err
	}
	if f.busy[number] > 0 {
		return "", Version{}, nil, refuse("FailedOperation.FunctionStatusError", "The version is %s", f.state[number])
	}
	return f.Type, v.clone(), f.code[v.SHA256], nil
}

// invoke runs a version with an event.
func (s *Server) invoke(ctx context.Context, region string, body []byte) (any, error) {
	q := new(scf.InvokeFunctionRequestParams)
	if err := decode(body, q); err != nil {
		return nil, err
	}
	qualifier := value(q.Qualifier)
	if qualifier == "" {
		qualifier = defaultAlias
	}
	kind, v, code, err := s.snapshot(region, value(q.FunctionName), qualifier)
	switch {
	case err != nil:
		return nil, err
	case kind == "HTTP":
		return nil, refuse("InvalidParameterValue.FunctionType", "A Web function is called by its address only")
	case !json.Valid([]byte(value(q.Event))):
		return nil, refuse("InvalidParameterValue.Param", "The event is not JSON")
	}
	p, err := s.running.of(ctx, kind, v, code)
	if err != nil {
		return nil, refuse("FailedOperation.InvokeFunction", "The function does not start: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	r, err := p.event.Invoke(ctx, []byte(value(q.Event)))
	if err != nil {
		return nil, refuse("FailedOperation.InvokeFunction", "The function gave nothing back: %v", err)
	}
	result := &scf.Result{FunctionRequestId: &r.RequestID, RetMsg: ptr(string(r.Payload)), ErrMsg: ptr(""), Duration: ptr(float64(r.Duration.Microseconds()) / 1000)}
	if r.Error != nil {
		text, _ := json.Marshal(map[string]string{"errorMessage": r.Error.Message, "errorType": r.Error.Type})
		result.RetMsg, result.ErrMsg = ptr(""), ptr(string(text))
	}
	return &scf.InvokeFunctionResponseParams{Result: result}, nil
}
