package contract

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Section 6, time over plain HTTP: on SCF "what X-Scf-Timeout says", the body included.
func TestTimeLimitOfAWebFunction(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none", "CHAT_ATTEMPT_TIMEOUT=1m")
	base := w.webProcess("TENCENTCLOUD_RUNENV=SCF").base
	w.play("hang*")
	const limit = 2 * time.Second
	head := "POST / HTTP/1.1\r\nHost: f\r\nX-Scf-Timeout: 2000\r\nContent-Length: "
	for name, request := range map[string]string{
		"Chat hangs":         head + "123\r\n\r\n" + padded(sampleBody, 123),
		"the body":           head + "123\r\n\r\n{",
		"nothing of a body":  head + "123\r\n\r\n",
		"a chunk of a body":  strings.Replace(head, "Content-Length: ", "Transfer-Encoding: chunked", 1) + "\r\n\r\n1\r\n{\r\n",
		"a body, then Chat":  head + "123\r\nConnection: keep-alive\r\n\r\n" + padded(sampleBody, 123),
		"an early 415, body": head + "123\r\nContent-Type: text/plain\r\n\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calmly(t, limit, func() result {
				begin := time.Now()
				a := raw(t, base, request)
				if want := map[bool]int{true: 415, false: 504}[strings.Contains(name, "415")]; a.status != want {
					t.Errorf("%v", a)
				}
				return result{took: time.Since(begin)}
			})
		})
	}
}

// Section 2: "An answer given before the body was read leaves at once, with
// Connection: close": its end does not wait for the body, either.
func TestAnswerBeforeTheBody(t *testing.T) {
	t.Parallel()
	base := newWorld(t).web()
	for name, head := range map[string]string{
		"401": "POST / HTTP/1.1\r\n", "405": "PUT / HTTP/1.1\r\n", "415": "POST / HTTP/1.1\r\nContent-Type: text/plain\r\n",
		"413": "POST / HTTP/1.1\r\nContent-Length: 300000\r\n", "200": "GET /healthz HTTP/1.1\r\n", "401 ": "POST / HTTP/1.0\r\n",
	} {
		if !strings.Contains(head, "Length") {
			head += "Content-Length: 100\r\n"
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte(head + "Host: f\r\n\r\n{")); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.Status[:3] != strings.TrimSpace(name) || answer.ContentLength <= 0 || !answer.Close {
			t.Errorf("%s: %+v, %v; an answer without a length ends with the connection", name, answer, err)
		}
	}
}

// "anything but a positive integer is ignored"; outside SCF the header is ignored.
func TestTimeLimitThatIsIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	onSCF, elsewhere := w.webProcess("TENCENTCLOUD_RUNENV=SCF").base, w.web()
	w.play("ok+delay=200ms*")
	for value, base := range map[string]string{
		"100": elsewhere, "0": onSCF, "-100": onSCF, "+100": onSCF, "100ms": onSCF, "1e2": onSCF, "0x64": onSCF, " ": onSCF, "99999999999999999999999": onSCF,
	} {
		r := post(t, "/")
		r.Header.Set("X-Scf-Timeout", value)
		if a := w.over(base, r, []byte(sampleBody)); a.status != 200 {
			t.Errorf("%q: %v", value, a)
		}
	}
}

// Section 4, ClientClosedRequest: "the client is gone, also while its body is
// read; the log line is WARN".
func TestClientThatIsGone(t *testing.T) {
	t.Parallel()
	const head = "POST / HTTP/1.1\r\nHost: f\r\nContent-Length: 123\r\n\r\n"
	for name, request := range map[string]string{"while Chat works": head + padded(sampleBody, 123), "while its body is read": head + "{", "before its body": head} {
		for _, half := range []bool{false, true} {
			w := newWorld(t, "CALLER_AUTH=none")
			p := w.webProcess()
			w.play("hang*")
			conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write([]byte(request)); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(request, "}") {
				eventually(t, "Chat is asked", func() bool { return len(w.chat.Journal()) == 1 })
			}
			if half {
				_ = conn.(*net.TCPConn).CloseWrite()
				answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil || answer.StatusCode != 499 {
					t.Errorf("%s: %v %v", name, answer, err)
				}
			} else {
				conn.Close()
			}
			line := func() (line string) {
				for _, l := range p.out.All() {
					if strings.Contains(l, `"status":499,"code":"ClientClosedRequest"`) {
						line = l
					}
				}
				return line
			}
			eventually(t, "the client's end is logged", func() bool { return line() != "" })
			if !strings.Contains(line(), `"level":"WARN"`) {
				t.Errorf("%s: %s", name, line())
			}
		}
	}
}

// Section 6: "the process prints one line to stderr when it listens: address,
// version, and each configuration fault by name".
func TestLineWhenItListens(t *testing.T) {
	t.Parallel()
	for settings, faults := range map[string][]string{
		"": nil,
		"CHAT_REGION=mars\nCALLER_TOKENS=" + token(1)[:31] + "\nCHAT_MAX_ATTEMPTS=0": {"CHAT_REGION: ", "CALLER_TOKENS: ", "CHAT_MAX_ATTEMPTS: "},
	} {
		p := newWorld(t, strings.Split(settings, "\n")...).webProcess()
		_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.base, "http://"))
		eventually(t, "it says that it listens", func() bool { return len(p.err.All()) > 0 })
		lines := p.err.All()
		if len(lines) != 1 || !strings.Contains(lines[0], ":"+port) || !strings.Contains(lines[0], "devel") || faults == nil && strings.Contains(lines[0], "CHAT_") {
			t.Errorf("%q", lines)
		}
		for _, f := range faults {
			if !strings.Contains(lines[0], f) {
				t.Errorf("%s is missing in %q", f, lines)
			}
		}
	}
}

// calmly tries until an answer came in time: on a machine with much else to do,
// one that is late proves nothing, but ten do.
func calmly(t *testing.T, left time.Duration, try func() result) (r result) {
	t.Helper()
	for range 10 {
		if r = try(); r.took <= left {
			return r
		}
	}
	t.Fatalf("ten times later than the %v that it had, the last time after %v: %.300s", left, r.took, r.text)
	return r
}
