// Command preflight asks the function itself whether it could run with the
// variables of this process, of which scripts/deploy hands FUNCTION_HTTPS_PROXY
// and FUNCTION_NO_PROXY over under the names that follow FUNCTION_. It calls
// nobody: it has the handler answer its own health check, and prints what the log
// line names, which is variables and never their values.
//
//	go run ./scripts/preflight
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"chatmarks/handler"
)

func main() {
	if err := check(handedOver(os.Environ())); err != nil {
		fmt.Fprintf(os.Stderr, "settings are not valid:\n  %v\n", err)
		os.Exit(1)
	}
}

// handedOver are the variables as the function will have them: a proxy of this
// process is this machine's.
func handedOver(environ []string) (handed []string) {
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		switch name {
		case "HTTPS_PROXY", "NO_PROXY", "https_proxy", "no_proxy":
		case "FUNCTION_HTTPS_PROXY", "FUNCTION_NO_PROXY":
			handed = append(handed, strings.TrimPrefix(name, "FUNCTION_")+"="+value)
		default:
			handed = append(handed, variable)
		}
	}
	return handed
}

// check returns what the function would say against an environment.
func check(environ []string) error {
	var log bytes.Buffer
	h := handler.New(handler.Options{Environ: environ, Log: &log})
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if answer.Code == http.StatusOK {
		return nil
	}
	var line struct {
		Cause string `json:"cause"`
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		return fmt.Errorf("read the function's log line: %w", err)
	}
	return errors.New(strings.ReplaceAll(line.Cause, "; ", "\n  "))
}
