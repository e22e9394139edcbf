package chat

import (
	"crypto/x509"
	"net/http"
	"net/url"
	"time"
)

// Internals for the tests of package chat_test.
var (
	DecodeAnswer = decodeSearch
	DecodePage   = decodePage
	Redact       = func(info, userSig, query string) string {
		return redact(info, credentials{userSig: userSig, query: query})
	}
	ParseRetryAfter = parseRetryAfter
	EncodeSearch    = encodeSearch
	MaxAge          = maxAge
)

// Pause is the pause of the standard retry mode.
func (o Options) Pause(attempt int) time.Duration { return o.pause(attempt) }

// Set leaves n tokens in the quota.
func (q *RetryQuota) Set(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used = quotaSize - n
}

// Change changes the transport that the others are cloned from.
func (c *HTTPClient) Change(change func(*http.Transport)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c.base)
	c.kept.CloseIdleConnections()
	c.reset()
}

// Age makes the connections older.
func (c *HTTPClient) Age(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = c.opened.Add(-d)
}

// Trust makes certificate the only trusted authority.
func (c *HTTPClient) Trust(certificate *x509.Certificate) {
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	c.Change(func(t *http.Transport) { t.TLSClientConfig.RootCAs = pool })
}

// SetProxy replaces the proxy of the environment.
func (c *HTTPClient) SetProxy(proxy *url.URL) {
	c.Change(func(t *http.Transport) { t.Proxy = http.ProxyURL(proxy) })
}

// SetHandshakeTimeout shortens a timeout that is too long for a test.
func (c *HTTPClient) SetHandshakeTimeout(d time.Duration) {
	c.Change(func(t *http.Transport) { t.TLSHandshakeTimeout = d })
}

// HandshakeTimeout returns the limit of a handshake for which no attempt waits any more.
func (c *HTTPClient) HandshakeTimeout() time.Duration { return c.base.TLSHandshakeTimeout }

// Stack returns the order of the steps.
func (c *Client) Stack() string { return newStack(c, searchContactGroup, nil).String() }

// Sign returns the UserSig of the next attempt. Drop forgets a UserSig.
func (c *Client) Sign() (string, error) {
	made, err := c.signer.sign()
	return made.userSig, err
}

func (c *Client) Drop(userSig string) { c.signer.drop(userSig) }

// Tokens returns the number of tokens left.
func (q *RetryQuota) Tokens() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return quotaSize - q.used
}
