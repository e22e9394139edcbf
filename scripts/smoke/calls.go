package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// looks is how often the health check is tried: an address that was just made,
// or code that was just replaced, takes the platform some seconds.
const looks = 5

// maxAnswer bounds what is read; the platform passes on no more than 6 MB
// (https://cloud.tencent.com/document/product/583/11637).
const maxAnswer = 6 << 20

// answer is the part of the function's answers that is looked at.
type answer struct {
	Status, Version, RequestID string
	Error                      struct{ Code, Message string }
}

// health waits for the function to say that it is well, in the version wanted.
func (t target) health(ctx context.Context) error {
	var last error
	for range looks {
		var a answer
		status, err := t.call(ctx, http.MethodGet, "/healthz", nil, "", &a)
		switch {
		case err != nil:
			last = err
		case status != http.StatusOK:
			last = fmt.Errorf("healthz answered %d %s%s", status, a.Error.Code, a.hint())
		case t.version != "" && a.Version != t.version:
			last = fmt.Errorf("healthz answers, but as version %s, not %s", a.Version, t.version)
		default:
			fmt.Printf("healthz   %d  version %s\n", status, a.Version)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(t.pause):
		}
	}
	return last
}

// search asks for a conversation of the user with itself, which every app has
// room for and none is likely to have marked.
func (t target) search(ctx context.Context, authorization string) error {
	body, err := json.Marshal(map[string]any{
		"From_Account": t.user,
		"ContactItem":  []any{map[string]any{"Type": 1, "To_Account": t.user}},
	})
	if err != nil {
		return fmt.Errorf("write the search: %w", err)
	}
	var a answer
	start := time.Now()
	status, err := t.call(ctx, http.MethodPost, "/search", body, authorization, &a)
	if err != nil {
		return err
	}
	fmt.Printf("search    %d  request %s  %d ms\n", status, a.RequestID, time.Since(start).Milliseconds())
	switch {
	case status == http.StatusOK:
		return nil
	case status == http.StatusNotFound && a.Error.Code == "ResourceNotFound":
		// Chat knew the app, the key and the admin; only the account is not there.
		fmt.Printf("          %s: app, key and admin are right. Ask for an account of the app: go run ./scripts/smoke -url %s -user NAME\n", a.Error.Message, t.url)
		return nil
	}
	return fmt.Errorf("search answered %d %s: %s%s", status, a.Error.Code, a.Error.Message, a.hint())
}

// hint says where the cause stands.
func (a answer) hint() string {
	if a.RequestID == "" {
		return ""
	}
	return fmt.Sprintf("\n  its log line names the cause: in CLS, SCF_RequestId:\"%s\"", a.RequestID)
}

// call sends one request and reads a JSON answer.
func (t target) call(ctx context.Context, method, path string, body []byte, authorization string, into *answer) (int, error) {
	request, err := http.NewRequestWithContext(ctx, method, t.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make the request: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	response, err := t.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return 0, fmt.Errorf("read the answer of %s: %w", path, err)
	}
	if json.Unmarshal(text, into) != nil {
		// The platform speaks here, not the function: 433 is its time limit, 430 an
		// error, 439 an end of the process (https://cloud.tencent.com/document/product/583/42611).
		return 0, fmt.Errorf("%s answered %d with something else than the function's JSON: %.200q", path, response.StatusCode, text)
	}
	return response.StatusCode, nil
}
