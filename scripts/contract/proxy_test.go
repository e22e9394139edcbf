package contract

import (
	"context"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chatmarks/chat/chattest"
)

// proxy is the proxy that HTTPS_PROXY names. It records the hosts that it is asked to
// connect to, and connects to Chat instead, or refuses.
type proxy struct {
	mu    sync.Mutex
	hosts []string
	to    string // empty to refuse
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.hosts = append(p.hosts, r.Method+" "+r.Host)
	p.mu.Unlock()
	chat, err := new(net.Dialer).DialContext(context.Background(), "tcp", p.to)
	if p.to == "" || err != nil {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	defer chat.Close()
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(chat, client) }()
	_, _ = io.Copy(client, chat)
}

func (p *proxy) asked() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.hosts, ", ")
}

// A certificate that does not verify is a final failure (502). With a valid one the
// function speaks TLS, with or without a proxy.
func TestCertificates(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, chattest.Options{TLS: true})
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.chat.Certificate().Raw})
	if err := os.WriteFile(trusted, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	untrusting, _ := alone(t)
	if r := w.invokeOn(untrusting, sampleBody); r.code() != "FailedOperation" || r.goError || r.Error.attempts() != 1 {
		t.Errorf("a certificate that does not verify: %s", r.text)
	}
	if n := len(w.chat.Journal()); n != 0 {
		t.Errorf("%d requests were sent to an unknown server", n)
	}
	f, _ := alone(t, "SSL_CERT_FILE="+trusted)
	if r := w.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("over TLS: %s", r.text)
	}
	other := strings.Replace(w.chat.URL(), "127.0.0.1", "127.0.0.2", 1)
	if r := w.with(t, "CHAT_ENDPOINT="+other).invokeOn(f, sampleBody); r.Error == nil {
		t.Errorf("under another name: %s", r.text)
	}
	plain := newWorld(t)
	if r := w.with(t, "CHAT_ENDPOINT="+strings.Replace(plain.chat.URL(), "http:", "https:", 1)).invokeOn(f, sampleBody); r.code() != "ServiceUnavailable" {
		t.Errorf("https to one that does not speak it: %s", r.text)
	}
}

// A request to a host that is not loopback goes through the proxy to Chat. NO_PROXY
// bypasses the proxy.
func TestProxy(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, chattest.Options{TLS: true})
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.chat.Certificate().Raw})
	if err := os.WriteFile(trusted, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: strings.TrimPrefix(w.chat.URL(), "https://")}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	f, _ := alone(t, "HTTPS_PROXY="+server.URL, "SSL_CERT_FILE="+trusted)
	r := w.with(t, "CHAT_ENDPOINT=https://chat.invalid").invokeOn(f, sampleBody)
	if p.asked() != "CONNECT chat.invalid:443" || r.code() != "FailedOperation" {
		t.Errorf("asked for %s: %s", p.asked(), r.text)
	}
	round, _ := alone(t, "HTTPS_PROXY="+server.URL, "NO_PROXY=chat.invalid")
	r = w.with(t, "CHAT_ENDPOINT=https://chat.invalid").invokeOn(round, sampleBody)
	if p.asked() != "CONNECT chat.invalid:443" || r.code() != "ServiceUnavailable" {
		t.Errorf("asked for %s: %s", p.asked(), r.text)
	}
}
