package chat

import (
	"crypto/x509"
	"net/http"
	"net/url"
	"time"
)

// What the tests of package chat_test may touch inside.
var (
	DecodeAnswer = decodeAnswer
	CleanInfo    = func(info, userSig, query string) string {
		return cleanInfo(info, credentials{userSig: userSig, query: query})
	}
	ParseRetryAfter = parseRetryAfter
	AppendInput     = appendInput
)

// NewTestRetryer pauses as long as random says, which stands for all there is of chance.
func NewTestRetryer(maxAttempts int, codes []int, quota *RetryQuota, random func() float64) *StandardRetryer {
	s := NewStandardRetryer(maxAttempts, codes, quota)
	s.random = random
	return s
}

// Set leaves n tokens in the quota.
func (q *RetryQuota) Set(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tokens = n
}

// Trust makes certificate the only authority there is.
func (c *HTTPClient) Trust(certificate *x509.Certificate) {
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	c.transport.TLSClientConfig.RootCAs = pool
}

// SetProxy stands in for the environment.
func (c *HTTPClient) SetProxy(proxy *url.URL) { c.transport.Proxy = http.ProxyURL(proxy) }

// SetHandshakeTimeout shortens a wait that a test would not want to wait for.
func (c *HTTPClient) SetHandshakeTimeout(d time.Duration) { c.transport.TLSHandshakeTimeout = d }

// SetPings shortens the waits for a sign of life over HTTP/2, and returns the sum of those that there were.
func (c *HTTPClient) SetPings(d time.Duration) (before time.Duration) {
	pings := c.transport.HTTP2
	before = pings.SendPingTimeout + pings.PingTimeout
	pings.SendPingTimeout, pings.PingTimeout = d, d
	return before
}

// HandshakeTimeout bounds a handshake that no attempt waits for any more.
func (c *HTTPClient) HandshakeTimeout() time.Duration { return c.transport.TLSHandshakeTimeout }

// Stack is the order of the steps.
func (c *Client) Stack() string { return c.stack().String() }

// Sign gives the UserSig of the next attempt, Drop forgets one.
func (c *Client) Sign() (string, error) {
	made, err := c.signer.sign()
	return made.userSig, err
}

func (c *Client) Drop(userSig string) { c.signer.drop(userSig) }

// Codes lists every code in the table, with its source.
func Codes() map[int]string {
	all := map[int]string{}
	for code, c := range codes {
		all[code] = c.source
	}
	return all
}
