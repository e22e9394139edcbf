package contract

import (
	"context"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// A variable can also be set when the process starts. What an invocation passes overrides
// it.
func TestEnvironmentOfTheProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong := newWorld(t)
	config := platform.Config{Binary: binary, Stdout: recorded("stdout", new(platform.Lines)), Stderr: recorded("stderr", new(platform.Lines))}
	for name, value := range w.env {
		config.ProcessEnvironment = append(config.ProcessEnvironment, name+"="+value)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	f, err := platform.Start(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Stop()
	nothing := w.with(t)
	clear(nothing.env)
	if r := nothing.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("from the process alone: %s", r.text)
	}
	if r := w.invokeOn(f, sampleBody); r.Error != nil {
		t.Errorf("from both: %s", r.text)
	}
	if r := wrong.invokeOn(f, sampleBody); r.Error != nil || len(wrong.chat.Journal()) != 1 {
		t.Errorf("handed over, another: %s", r.text)
	}
	if r := nothing.invokeOn(f, sampleBody); r.code() != "ConfigurationError" {
		t.Errorf("an empty set means that nothing is set, whatever the process began with: %s", r.text)
	}
	if r := nothing.invokeOn(f, sampleBody, func(r *messages.InvokeRequest) { r.Environment = "" }); r.code() != "ConfigurationError" {
		t.Errorf("no set keeps the last one: %s", r.text)
	}
}
