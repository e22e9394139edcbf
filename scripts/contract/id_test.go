package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

// logLine returns the line in the shared function's log that contains an id.
func logLine(t *testing.T, id string) (string, map[string]any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	line, err := logs.Await(ctx, id)
	if err != nil {
		t.Fatalf("no log line for %s: %v", id, err)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		t.Fatalf("a log line that is not JSON: %q", line)
	}
	return line, fields
}

// Section 6: X-Request-ID is "the platform's id, the one that its log service
// finds"; "The gateway's id goes to the log line only."
func TestIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	const gateways = "gateway-id-of-the-test"
	event := `{"httpMethod":"POST","path":"/","headers":{"x-api-requestid":"` + gateways + `","x-request-id":"of-the-client"},` +
		`"requestContext":{"requestId":"` + gateways + `","sourceIp":"203.0.113.7"},"body":"{}"}`
	a := w.event(event)
	if got := a.header.Get("X-Request-ID"); got != a.id || a.reply(t).RequestID != a.id {
		t.Errorf("X-Request-ID %q, requestID %q, the platform's %q", got, a.reply(t).RequestID, a.id)
	}
	if text := fmt.Sprint(a.header) + string(a.body); strings.Contains(text, gateways) || strings.Contains(text, "of-the-client") {
		t.Errorf("the id of another stands in the answer: %s", text)
	}
	if line, _ := logLine(t, a.id); !strings.Contains(line, gateways) {
		t.Errorf("the gateway's id is not in the log line: %s", line)
	}
	if r := w.invoke(sampleBody); r.RequestID != r.requestID {
		t.Errorf("direct: requestID %q, the platform's %q", r.RequestID, r.requestID)
	}
}

// "outside SCF one of our own": a new id for each request, whatever a client sends.
func TestIDsOutsideSCF(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	base := w.web()
	seen := map[string]bool{}
	for range 3 {
		r := post(t, "/")
		for _, name := range []string{"X-Scf-Request-Id", "X-Request-Id", "X-Api-Requestid"} {
			r.Header.Set(name, "of-the-client")
		}
		a := w.over(base, r, []byte(sampleBody))
		id := a.header.Get("X-Request-ID")
		if id == "" || seen[id] || id == "of-the-client" || a.reply(t).RequestID != id {
			t.Errorf("X-Request-ID %q, requestID %q", id, a.reply(t).RequestID)
		}
		seen[id] = true
	}
}

// For a Web function on SCF, the platform's id is in a header that clients cannot set.
func TestIDsOfAWebFunction(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	p := w.webProcess("TENCENTCLOUD_RUNENV=SCF")
	r := post(t, "/")
	r.Header.Set("X-Scf-Request-Id", "b0c6d3c2-0000-4000-8000-000000000001")
	if a := w.over(p.base, r, []byte(sampleBody)); a.header.Get("X-Request-ID") != "b0c6d3c2-0000-4000-8000-000000000001" {
		t.Errorf("X-Request-ID %q is not the platform's", a.header.Get("X-Request-ID"))
	}
}

// Each call logs one flat line, which names no user and fits the platform's 8 KB.
func TestLogLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.play("50004")
	answer := w.invoke(sampleBody)
	line, fields := logLine(t, answer.requestID)
	if strings.Contains(line, "user_000") || strings.Contains(line, "@TGS") {
		t.Errorf("names a user: %s", line)
	}
	if fields["attempts"] != 2.0 || fields["status"] != 200.0 {
		t.Errorf("attempts %v, status %v: %s", fields["attempts"], fields["status"], line)
	}
	for name, value := range fields {
		if _, nested := value.(map[string]any); nested {
			t.Errorf("%s is not flat: %s", name, line)
		}
	}
	long := strings.Repeat("x", 100_000)
	a := w.event(`{"httpMethod":"POST","path":"/` + long + `","headers":{"x-api-requestid":"` + long + `","authorization":"` + long + `","user-agent":"` + long + `"},"body":"{}"}`)
	if line, _ := logLine(t, a.id); len(line) > 8<<10 || len(line) == 0 {
		t.Errorf("a line of %d bytes", len(line))
	}
}

// Section 4: the log of a ConfigurationError "names the variable and the cure (70016,
// 70020: check the region)"; the log of an expired signature names the clock.
func TestLogNamesTheCure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for script, word := range map[string]string{
		"70016": "CHAT_REGION", "70020": "CHAT_REGION", "60010": "CHAT_ADMIN", "50003": "CHAT_ADMIN", "70009": "CHAT_SECRET_KEY",
		"70003": "CHAT_SECRET_KEY", "60006": "CHAT_SDKAPPID", "70001,70001": "clock", "70052,70052": "clock", "60020": "package",
	} {
		w.play(script)
		r := w.invoke(sampleBody)
		if r.code() != "ConfigurationError" {
			t.Errorf("%s: %s", script, r.text)
		}
		if line, _ := logLine(t, r.requestID); !strings.Contains(line, word) {
			t.Errorf("%s: the log does not name %s: %s", script, word, line)
		}
	}
}

// The address in the log comes from the platform, not from the client.
func TestClientAddressInTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	r := post(t, "/")
	r.RemoteAddr = "198.51.100.23:4711"
	for _, name := range []string{"X-Forwarded-For", "X-Scf-Remote-Addr", "X-Real-Ip"} {
		r.Header.Set(name, "192.0.2.66")
	}
	for shape, want := range map[platform.Shape]any{platform.URL: "198.51.100.23", platform.APIGateway: "198.51.100.23", platform.CLB: nil} {
		a := w.through(shape, r, []byte(sampleBody))
		if line, fields := logLine(t, a.id); fields["clientIP"] != want || strings.Contains(line, "192.0.2.66") {
			t.Errorf("%s: %s", shape, line)
		}
	}
}

// LOG_LEVEL: lines below it are not written.
func TestLogLevel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "LOG_LEVEL=error")
	quiet := w.invoke(sampleBody)
	loud := w.with(t, "LOG_LEVEL=info").invoke(sampleBody)
	logLine(t, loud.requestID) // the quiet call was before it
	for _, line := range logs.All() {
		if strings.Contains(line, quiet.requestID) {
			t.Errorf("LOG_LEVEL=error, but: %s", line)
		}
	}
	w.play("70016")
	logLine(t, w.invoke(sampleBody).requestID)
}
