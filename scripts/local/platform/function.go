package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"sync"
	"sync/atomic"
)

// ErrEnded is wrapped in the error of every call that needs a function whose process has
// ended. The platform's status for it is 439.
var ErrEnded = errors.New("function process ended")

// Function is a running function. Its methods may be called from several goroutines.
type Function struct {
	config      Config
	port        int
	process     *process
	client      *rpc.Client
	environment atomic.Pointer[string]

	stop    sync.Once
	stopErr error
}

// Process returns the function's process, for measuring it.
func (f *Function) Process() *os.Process {
	return f.process.cmd.Process
}

// Port returns the port on which the function listens, on every interface of the machine.
func (f *Function) Port() int {
	return f.port
}

// SetEnvironment changes the variables of later invocations. As on the platform, a
// variable that was passed before and is now missing stays in the environment of the
// process, since the library only adds variables.
func (f *Function) SetEnvironment(variables map[string]string) {
	if variables == nil {
		variables = map[string]string{}
	}
	text, err := json.Marshal(variables)
	if err != nil {
		panic(err) // a map of strings can always be encoded as JSON
	}
	environment := string(text)
	f.environment.Store(&environment)
}

// Done is closed when the function's process has ended, by itself or through Stop.
func (f *Function) Done() <-chan struct{} {
	return f.process.done
}

// Wait waits for the function's process to end and returns an error that describes how it
// ended.
func (f *Function) Wait() error {
	<-f.process.done
	return fmt.Errorf("%w: %s", ErrEnded, f.process.ending())
}

// Stop ends the function, waits until its process has ended and all its output is passed
// on, and closes the connection. It returns an error if the function had already ended by
// itself. Later calls return the same.
func (f *Function) Stop() error {
	f.stop.Do(func() {
		if f.process.ended() {
			f.stopErr = f.Wait()
		}
		f.process.terminate()
		f.client.Close() // rpc.ErrShutdown if the other end closed first
	})
	return f.stopErr
}
