package abuse

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// honest is one or more clients that send whole requests and read the answers.
type honest struct {
	base   string
	client *http.Client
	mu     sync.Mutex // guards the fields below
	met    Met
}

// Met is how honest clients were answered.
type Met struct {
	Answered, Busy, Lost int // with status 200; with 503 and Retry-After; with anything else, or not at all
	Longest              time.Duration
	Loss                 string // the first loss
}

func newHonest(base string) *honest {
	const many = 1000
	return &honest{base: base, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: many}}}
}

// ask sends requests, one after the other, over a kept connection. It sends at least one,
// and none after over is closed.
func (h *honest) ask(ctx context.Context, over <-chan struct{}) {
	for ctx.Err() == nil {
		h.send(ctx, http.MethodPost, h.base, body(2))
		select {
		case <-over:
			return
		default:
		}
	}
}

// once sends a request over a connection of its own.
func (h *honest) once(ctx context.Context) {
	h.send(ctx, http.MethodPost, h.base, body(2))
	h.client.CloseIdleConnections()
}

// health makes a health check over a connection of its own.
func (h *honest) health(ctx context.Context) {
	h.send(ctx, http.MethodGet, h.base+"/healthz", "")
	h.client.CloseIdleConnections()
}

func (h *honest) send(ctx context.Context, method, url, body string) {
	begin := time.Now()
	status, retryAfter, err := h.exchange(ctx, method, url, body)
	took := time.Since(begin)
	if ctx.Err() != nil {
		return // the end of the run
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.met.Longest = max(h.met.Longest, took)
	switch {
	case err == nil && status == http.StatusOK:
		h.met.Answered++
	case err == nil && status == http.StatusServiceUnavailable && retryAfter != "":
		h.met.Busy++
	default:
		h.met.Lost++
		if h.met.Loss == "" {
			h.met.Loss = loss(status, err)
		}
	}
}

func loss(status int, err error) string {
	if err != nil {
		return err.Error()
	}
	return http.StatusText(status)
}

func (h *honest) exchange(ctx context.Context, method, url, body string) (status int, retryAfter string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := h.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, answer.Header.Get("Retry-After"), err
}
