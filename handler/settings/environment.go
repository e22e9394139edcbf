package settings

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// environment is where settings come from: the set of variables that an
// invocation passes, and the variables that the process began with. The platform
// passes a set with each invocation, and not always at the start of the process.
//
// scf-go-lib also puts what is passed into the environment of the process
// (cloudfunction/function.go), but never takes a variable out again: read from
// there, a token that was removed would still be accepted.
type environment struct {
	process map[string]string
	passed  atomic.Pointer[map[string]string] // the last set
	// passes is true once a set had a setting of the function. From then on the
	// settings of the process do not count: they may have been removed since.
	passes atomic.Bool
}

// newEnvironment takes the variables that the process began with, as
// os.Environ returns them.
func newEnvironment(process []string) *environment {
	e := &environment{process: make(map[string]string, len(process))}
	for _, variable := range process {
		name, value, _ := strings.Cut(variable, "=")
		e.process[name] = value
	}
	return e
}

// isSetting reports whether a variable is a setting of the function by its name,
// and not one of the process, as HTTPS_PROXY or TENCENTCLOUD_RUNENV.
func isSetting(name string) bool {
	return name == "LOG_LEVEL" || slices.ContainsFunc([]string{"CHAT_", "CALLER_", "CORS_"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// pass keeps the set that an invocation passes. An invocation without a set, nil,
// changes nothing; an empty set says that nothing is set.
func (e *environment) pass(set map[string]string) Lookup {
	if set == nil {
		return e.lookup()
	}
	if last := e.passed.Load(); last == nil || !maps.Equal(*last, set) {
		for name := range set {
			if isSetting(name) {
				e.passes.Store(true)
			}
		}
		e.passed.Store(&set)
	}
	return e.from(set)
}

// lookup reads with the last set.
func (e *environment) lookup() Lookup {
	if last := e.passed.Load(); last != nil {
		return e.from(*last)
	}
	return e.from(nil)
}

func (e *environment) from(set map[string]string) Lookup {
	return func(name string) string {
		value, ok := set[name]
		if !ok && !(e.passes.Load() && isSetting(name)) {
			value = e.process[name]
		}
		return strings.TrimSpace(value)
	}
}

// Lookup returns the value of a variable, without white space around it; an
// empty variable counts as missing.
type Lookup func(name string) string
