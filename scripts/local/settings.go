package main

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"chatmarks/chat/chattest"
)

// source says which Chat the function calls.
type source int

const (
	fake     source = iota // the fake in this process
	endpoint               // CHAT_ENDPOINT, as the demo app
	real                   // the caller's own app
)

// settings are the function's variables, and the Chat that they select.
type settings struct {
	source      source
	environment map[string]string // passed with each invocation
	process     []string          // for the process: Go's net/http reads them at its start
}

// readSettings selects the function's variables from the caller's environment. An app
// without its key, or a key without its app, is an error and does not select the demo.
func readSettings(env []string) (settings, error) {
	s := settings{environment: map[string]string{}}
	var app, key bool
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case value == "":
			continue
		case ours(name):
			s.environment[name] = value
		case slices.Contains([]string{"HTTPS_PROXY", "NO_PROXY"}, strings.ToUpper(name)):
			s.process = append(s.process, entry)
		}
		app = app || name == "CHAT_SDKAPPID"
		key = key || strings.HasPrefix(name, "CHAT_SECRET_KEY")
	}
	if app != key {
		return settings{}, errors.New("for the real Chat give both CHAT_SDKAPPID and CHAT_SECRET_KEY, for the demo neither")
	}
	if app {
		s.source = real
		return s, nil
	}
	return s.demo(), nil
}

// ours reports whether the function reads a variable.
func ours(name string) bool {
	return name == "LOG_LEVEL" || slices.ContainsFunc([]string{"CHAT_", "CALLER_", "CORS_"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// demo adds the demo app to the variables that the caller has set, for example retry
// settings.
func (s settings) demo() settings {
	app := chattest.DemoApp()
	variables := map[string]string{"CHAT_REGION": "singapore"}
	maps.Copy(variables, s.environment)
	variables["CHAT_SDKAPPID"] = strconv.FormatUint(app.SDKAppID, 10)
	variables["CHAT_SECRET_KEY"] = app.SecretKey
	s.environment = variables
	if variables["CHAT_ENDPOINT"] != "" {
		s.source = endpoint
	}
	return s
}

// app returns the default app's id and key. ok is false if the function will refuse the
// settings.
func (s settings) app() (id int, key string, ok bool) {
	first, _, _ := strings.Cut(s.environment["CHAT_SDKAPPID"], ",")
	first = strings.TrimSpace(first)
	id, err := strconv.Atoi(first)
	if key = s.environment["CHAT_SECRET_KEY_"+first]; key == "" {
		key = s.environment["CHAT_SECRET_KEY"]
	}
	return id, key, err == nil && key != ""
}
