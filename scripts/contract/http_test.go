package contract

import (
	"net/http"
	"strings"
	"testing"
)

// always checks the headers that every answer carries, by section 6.
func always(t *testing.T, where string, a response) {
	t.Helper()
	for name, value := range map[string]string{
		"Content-Type":           "application/json; charset=utf-8",
		"Cache-Control":          "no-store",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := a.header[name]; len(got) != 1 || got[0] != value {
			t.Errorf("%s: %s is %q, not %q", where, name, got, value)
		}
	}
	id := a.header.Get("X-Request-Id")
	if id == "" || a.id != "" && id != a.id {
		t.Errorf("%s: X-Request-ID %q is not the platform's %q", where, id, a.id)
	}
	if len(a.body) > 0 && a.body[0] == '{' && !strings.HasPrefix(string(a.body), `{"status"`) && !strings.HasPrefix(string(a.body), `{"requestID":"`+id+`",`) {
		t.Errorf("%s: X-Request-ID %q is not the requestID of %.100s", where, id, a.body)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	user := w.credential("user_0001")
	w.eachFace(t, func(w *world, f face) {
		for _, row := range []struct {
			sentence string
			answer   response
			status   int
		}{
			{"200", w.ask(f, "/", sampleBody, "Authorization", user), 200},
			{"204", w.send(f, "OPTIONS", "/", ""), 204},
			{"health", w.send(f, "GET", "/healthz", ""), 200},
			{"health, HEAD", w.send(f, "HEAD", "/healthz", ""), 200},
			{"400", w.ask(f, "/", "{}", "Authorization", user), 400},
			{"401", w.ask(f, "/", sampleBody), 401},
			{"403", w.ask(f, "/", sampleBody, "Authorization", w.credential("user_0002")), 403},
			{"404", w.ask(f, "/?sdkappid=1", sampleBody, "Authorization", user), 404},
			{"405", w.send(f, "GET", "/", ""), 405},
			{"405, HEAD", w.send(f, "HEAD", "/", ""), 405},
			{"413", w.ask(f, "/", from(`"`+strings.Repeat("u", 256<<10)+`"`), "Authorization", user), 413},
			{"415", w.ask(f, "/", sampleBody, "Content-Type", "text/plain", "Authorization", user), 415},
		} {
			if row.answer.status != row.status {
				t.Errorf("%s: %v", row.sentence, row.answer)
			}
			if strings.HasSuffix(row.sentence, "HEAD") && len(row.answer.body) > 0 {
				t.Errorf("%s: an answer to HEAD has a body: %v", row.sentence, row.answer)
			}
			always(t, f.name+", "+row.sentence, row.answer)
		}
	})
}

// "Any path; the gateway routes."
func TestAnyPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	w.eachFace(t, func(w *world, f face) {
		for _, path := range []string{"/", "/search", "/a/b/c", "/%E6%90%9C%E7%B4%A2", "/healthz", "//double", "/a/../b", "/?x=" + queryWord, "/a?b=c&d"} {
			if a := w.ask(f, path, sampleBody); a.status != 200 {
				t.Errorf("%s: %v", path, a)
			}
		}
	})
}

// "GET or HEAD …/healthz answers without a credential and without Chat"
func TestHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chat.Close()
	w.eachFace(t, func(w *world, f face) {
		for _, path := range []string{"/healthz", "/any/where/healthz", "/healthz?x=1"} {
			a := w.send(f, "GET", path, "")
			if a.status != 200 || !strings.HasPrefix(string(a.body), `{"status":"ok","version":"`) {
				t.Errorf("%s: %v", path, a)
			}
		}
		for _, path := range []string{"/", "/health", "/healthz/", "/healthz/x"} {
			if a := w.send(f, "GET", path, ""); a.status != 405 {
				t.Errorf("%s is not the health check: %v", path, a)
			}
		}
	})
}

// "and 500 ConfigurationError while the configuration is not valid"
func TestHealthOfABadConfiguration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_REGION=mars")
	w.eachFace(t, func(w *world, f face) {
		a := w.send(f, "GET", "/healthz", "")
		if a.status != 500 || a.reply(t).Error.Code != "ConfigurationError" {
			t.Errorf("%v", a)
		}
		always(t, f.name, a)
		if a = w.send(f, "HEAD", "/healthz", ""); a.status != 500 || len(a.body) != 0 {
			t.Errorf("HEAD: %v", a)
		}
		if a = w.ask(f, "/", sampleBody); a.status != 500 {
			t.Errorf("POST: %v", a)
		}
	})
}

// "anything but POST, OPTIONS and the health check; Allow names them"
func TestMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	w.eachFace(t, func(w *world, f face) {
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "post"} {
			for path, want := range map[string][]string{"/search": {"POST", "OPTIONS"}, "/healthz": {"POST", "OPTIONS", "GET", "HEAD"}} {
				if path == "/healthz" && (method == "GET" || method == "HEAD") {
					continue
				}
				a := w.send(f, method, path, "")
				if a.status != 405 {
					t.Errorf("%s %s: %v", method, path, a)
				}
				for _, allowed := range want {
					if !strings.Contains(a.header.Get("Allow"), allowed) {
						t.Errorf("%s %s: Allow is %q, without %s", method, path, a.header.Get("Allow"), allowed)
					}
				}
				if method != "HEAD" && (a.reply(t).Error.Code != "MethodNotAllowed" || !strings.Contains(string(a.body), "POST with Content-Type: application/json")) {
					t.Errorf("%s %s: %v", method, path, a)
				}
			}
		}
	})
}

// "An HTTP request is judged in this order: method, size, media type, app,
// credential, body, whose marks, Chat." Each row breaks a rule and all later ones.
func TestOrderOfJudgement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const badApp, badKind = "/?sdkappid=7", "text/plain"
	large := strings.Repeat("{", 256<<10+1)
	other := w.credential("user_0002")
	w.eachFace(t, func(w *world, f face) {
		for _, row := range []struct {
			rule         string
			method       string
			body         string
			kind, target string
			credential   string
			status       int
		}{
			{"method", http.MethodPut, large, badKind, badApp, "Basic x", 405},
			{"size", http.MethodPost, large, badKind, badApp, "Basic x", 413},
			{"media type", http.MethodPost, "{", badKind, badApp, "Basic x", 415},
			{"app", http.MethodPost, "{", "application/json", badApp, "Basic x", 404},
			{"credential", http.MethodPost, "{", "application/json", "/", "Basic x", 401},
			{"body", http.MethodPost, `{"From_Account":"user_0001"}`, "application/json", "/", other, 400},
			{"whose marks", http.MethodPost, from(`"user_0009"`), "application/json", "/", other, 403},
			{"Chat", http.MethodPost, from(`"user_0009"`), "application/json", "/", w.credential("user_0009"), 404},
		} {
			a := w.send(f, row.method, row.target, row.body, "Content-Type", row.kind, "Authorization", row.credential)
			if a.status != row.status {
				t.Errorf("%s: %v, not %d", row.rule, a, row.status)
			}
		}
	})
}
