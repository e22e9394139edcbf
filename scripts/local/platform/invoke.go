package platform

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// Result is what the function returned for one event.
type Result struct {
	RequestID string                         // the platform's id of the call
	Payload   []byte                         // what the handler returned, nil if it returned an error
	Error     *messages.InvokeResponse_Error // the handler's error or panic, nil if there was none
	Duration  time.Duration                  // as measured by the caller
}

// LogLines returns how many lines the function logs for the event: one for each record of
// a batch, otherwise one.
func (r *Result) LogLines() int {
	text := r.Payload
	if r.Error != nil {
		text = []byte(r.Error.Message)
	}
	var batch struct {
		Results []json.RawMessage `json:"results"`
	}
	if json.Unmarshal(text, &batch) != nil {
		return 1
	}
	return max(1, len(batch.Results))
}

// Invoke sends the function one event, with a new request id, the current environment and
// a deadline that starts now. The options may change any field of the request. The
// returned error is about the connection to the function only; an error of the function
// itself is in the result. Invoke waits until ctx ends, not until the deadline: it does
// not end a function that exceeds it.
func (f *Function) Invoke(ctx context.Context, payload []byte, opts ...func(*messages.InvokeRequest)) (*Result, error) {
	start := time.Now()
	request := f.request(payload, start)
	for _, change := range opts {
		change(request)
	}
	response := new(messages.InvokeResponse)
	if err := call(ctx, f.client, "Function.Invoke", request, response); err != nil {
		return nil, fmt.Errorf("invoke %s: %w", request.RequestId, f.explain(err))
	}
	return &Result{
		RequestID: request.RequestId,
		Payload:   response.Payload,
		Error:     response.Error,
		Duration:  time.Since(start),
	}, nil
}

// request builds the platform's request for one event.
func (f *Function) request(payload []byte, now time.Time) *messages.InvokeRequest {
	deadline := now.Add(f.config.Timeout)
	return &messages.InvokeRequest{
		Payload:            payload,
		RequestId:          newRequestID(),
		Deadline:           messages.InvokeRequest_Timestamp{Seconds: deadline.Unix(), Nanos: int64(deadline.Nanosecond())},
		Namespace:          namespace,
		FunctionName:       functionName,
		FunctionVersion:    functionVersion,
		MemoryLimitInMb:    f.config.MemoryMB,
		TimeLimitInMs:      int32(f.config.Timeout.Milliseconds()),
		Environment:        *f.environment.Load(),
		TencentcloudRegion: region,
		TencentcloudAppID:  appID,
		TencentcloudUin:    uin,
	}
}

// explain adds the cause if a connection broke because the function's process ended.
func (f *Function) explain(err error) error {
	if !errors.Is(err, rpc.ErrShutdown) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	// The connection breaks shortly before the end of the process is noticed.
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-f.process.done:
		return f.Wait()
	case <-timer.C:
		return err
	}
}

// newRequestID returns a version 4 UUID (RFC 9562), the form of the platform's ids.
func newRequestID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
