package contract

import (
	"testing"
)

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
