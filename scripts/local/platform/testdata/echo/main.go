// Command echo is a function that answers with what the platform passed. It is used to
// test the platform. An event {"do": …} makes it misbehave.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
	"github.com/tencentyun/scf-go-lib/functioncontext"
)

type echo struct{}

func main() {
	if os.Getenv("ECHO_REFUSE") != "" {
		fmt.Fprintln(os.Stderr, "refusing to start")
		os.Exit(3)
	}
	cloudfunction.StartHandler(echo{})
}

// Invoke answers, prints one line, or does what the event asks for.
func (echo) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var event struct {
		Do         string `json:"do"`
		HTTPMethod string `json:"httpMethod"`
	}
	_ = json.Unmarshal(payload, &event) // anything else is only echoed
	switch event.Do {
	case "fail":
		return nil, errors.New("asked to fail")
	case "panic":
		panic("asked to panic")
	case "exit":
		fmt.Fprintln(os.Stderr, "last words")
		os.Exit(7)
	case "hang":
		select {}
	}
	if event.HTTPMethod != "" {
		return integrated(payload)
	}
	return answer(ctx, payload)
}

// integrated returns an HTTP event in the integrated response that a gateway expects.
func integrated(payload []byte) ([]byte, error) {
	return json.Marshal(map[string]any{
		"isBase64Encoded": false,
		"statusCode":      201,
		"headers":         map[string]any{"Content-Type": "application/json", "X-Many": []string{"a", "b"}},
		"body":            string(payload),
	})
}

func answer(ctx context.Context, payload []byte) ([]byte, error) {
	c, _ := functioncontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	dir, _ := os.Getwd()
	fmt.Printf("{\"requestID\":%q}\n", c.RequestID)
	return json.Marshal(map[string]any{
		"payload":     string(payload),
		"requestID":   c.RequestID,
		"remaining":   time.Until(deadline).Milliseconds(),
		"timeLimit":   c.TimeLimitInMs,
		"memory":      c.MemoryLimitInMb,
		"function":    c.FunctionName,
		"environment": c.Environment,
		"process":     os.Environ(),
		"dir":         dir,
	})
}
