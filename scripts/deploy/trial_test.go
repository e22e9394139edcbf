package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Only the function's own answers pass a trial: the platform, a gateway or another
// program at the address answers with JSON too.
func TestTrialTakesOnlyAnswersOfTheFunction(t *testing.T) {
	t.Parallel()
	const health, search, missing = `{"status":"ok","version":"v1"}`, `{"requestID":"r","conversations":[{}],"groups":[]}`, `{"error":{"code":"ResourceNotFound"}}`
	for _, tt := range []struct {
		name           string
		status         int // of the search
		health, search string
		want           string // of the error; empty if the trial passes
	}{
		{"the function", 200, health, search, ""},
		{"an admin that is not imported", 404, health, missing, ""},
		{"a time-out of the platform", 433, health, `{"errorCode":-1,"errorMessage":"Invoking task timed out after 3 seconds"}`, `search: not an answer of the function, status 433: "Invoking task timed out after 3 seconds"`},
		{"the same behind a gateway", 200, health, `{"errorCode":-1,"errorMessage":"Invoking task timed out"}`, "search: not an answer of the function, status 200"},
		{"an error of a gateway", 500, health, `{"message":"boom"}`, "status 500"},
		{"an error of a gateway, as a number", 403, health, `{"errno":403,"error":"Invalid scf response format."}`, "status 403"},
		{"an error of the API", 200, health, `{"Response":{"Error":{"Code":"ResourceNotFound"}}}`, "status 200"},
		{"an empty object", 200, health, `{}`, "status 200"},
		{"null", 200, health, `null`, "status 200"},
		{"no JSON", 200, health, `<html>`, "status 200"},
		{"a redirect", 302, health, search, "status 302"},
		{"an answer with another status", 500, health, search, "status 500"},
		{"a refusal with another status", 200, health, missing, "search: ResourceNotFound"},
		{"an answer to another request", 200, health, `{"conversations":[]}`, "status 200"},
		{"a health check of another program", 200, `{"status":"starting","version":"v1"}`, search, "health check: not an answer of the function, status 200"},
		{"a health check without a version", 200, `{"status":"ok"}`, search, "health check: not an answer"},
		{"a health check of nothing", 200, `null`, search, "health check: not an answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/healthz") {
					_, _ = io.WriteString(w, tt.health)
					return
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.search)
			}))
			defer server.Close()
			w := newWorld(t)
			got := ""
			if err := w.search(server.URL); err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}
