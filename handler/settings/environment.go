package settings

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// environment contains the variables that an invocation passes and those that the
// process started with. The platform passes a set of variables with each invocation,
// and not always at the start of the process.
//
// scf-go-lib also copies the passed variables into the environment of the process
// (cloudfunction/function.go), but never removes one. So they are not read from there:
// a token that was removed would still be accepted.
type environment struct {
	process map[string]string
	passed  atomic.Pointer[map[string]string] // the last passed set
	// passes is true once a set contained a setting of the function. From then on, the
	// settings of the process are ignored, because they may have been removed since.
	passes atomic.Bool
}

// newEnvironment returns an environment for a process that started with these
// variables, in the format of os.Environ.
func newEnvironment(process []string) *environment {
	e := &environment{process: make(map[string]string, len(process))}
	for _, variable := range process {
		name, value, _ := strings.Cut(variable, "=")
		e.process[name] = value
	}
	return e
}

// isSetting reports whether a name is that of a setting of the function. HTTPS_PROXY
// and TENCENTCLOUD_RUNENV, for example, belong to the process.
func isSetting(name string) bool {
	return name == "LOG_LEVEL" || slices.ContainsFunc([]string{"CHAT_", "CALLER_", "CORS_"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// pass stores the set that an invocation passes. If the set is nil, pass changes
// nothing. An empty set means that no variable is set.
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

// lookup reads from the last passed set.
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

// Lookup returns the value of a variable without surrounding white space. An empty
// variable counts as missing.
type Lookup func(name string) string
