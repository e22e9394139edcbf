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

// settings is what the function will be given, and where it came from.
type settings struct {
	source      source
	environment map[string]string // passed with each invocation
	process     []string          // for the process: what Go's net/http reads at its start
}

// readSettings picks the function's variables out of the caller's environment. Half of an app is a mistake rather than a wish for
// the demo.
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

// demo adds the demo app to the rest that the caller has set, retry settings for instance.
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

// app gives the default app's id and key; ok is false if the function itself will refuse the settings.
func (s settings) app() (id int, key string, ok bool) {
	first, _, _ := strings.Cut(s.environment["CHAT_SDKAPPID"], ",")
	first = strings.TrimSpace(first)
	id, err := strconv.Atoi(first)
	if key = s.environment["CHAT_SECRET_KEY_"+first]; key == "" {
		key = s.environment["CHAT_SECRET_KEY"]
	}
	return id, key, err == nil && key != ""
}
