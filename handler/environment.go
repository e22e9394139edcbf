package handler

import (
	"maps"
	"strings"
	"sync/atomic"
)

// environment is where settings come from. The platform hands the function's
// variables over with each invocation, and not always at the start of the
// process, so those handed over last stand before those of the process.
//
// scf-go-lib also puts what is handed over into the environment of the process
// (cloudfunction/function.go), but never takes a variable out again: read from
// there, a token that was removed would serve on.
type environment struct {
	process map[string]string
	handed  atomic.Pointer[map[string]string]
}

// newEnvironment takes the variables that the process began with, as
// os.Environ gives them.
func newEnvironment(process []string) *environment {
	e := &environment{process: make(map[string]string, len(process))}
	for _, variable := range process {
		name, value, _ := strings.Cut(variable, "=")
		e.process[name] = value
	}
	return e
}

// hand notes what an invocation brought. An invocation that brings nothing
// says nothing; what was handed over before holds.
func (e *environment) hand(variables map[string]string) lookup {
	if variables != nil {
		if last := e.handed.Load(); last == nil || !maps.Equal(*last, variables) {
			e.handed.Store(&variables)
		}
		return e.from(variables)
	}
	return e.lookup()
}

// lookup reads with what was handed over last.
func (e *environment) lookup() lookup {
	if last := e.handed.Load(); last != nil {
		return e.from(*last)
	}
	return e.from(nil)
}

func (e *environment) from(handed map[string]string) lookup {
	return func(name string) string {
		value, ok := handed[name]
		if !ok {
			value = e.process[name]
		}
		return strings.TrimSpace(value)
	}
}

// lookup gives the value of a variable, without white space around it; a
// variable that is empty is one that is missing.
type lookup func(name string) string
