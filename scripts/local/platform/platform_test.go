package platform_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"chatmarks/scripts/local/platform"
)

// echoBinary is the function of testdata/echo, compiled once.
var echoBinary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "platform")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if echoBinary, err = platform.Build(context.Background(), filepath.Join("testdata", "echo"), dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// start runs the echo function and stops it when the test ends.
func start(t testing.TB, c platform.Config) *platform.Function {
	t.Helper()
	c.Binary = echoBinary
	f, err := platform.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Stop() })
	return f
}

// echoed is the echo function's answer.
type echoed struct {
	Payload     string
	RequestID   string
	Remaining   int64
	TimeLimit   int32
	Memory      int32
	Function    string
	Environment map[string]string
	Process     []string
	Dir         string
}

// decode reads the echo function's answer.
func decode(t testing.TB, r *platform.Result) echoed {
	t.Helper()
	if r.Error != nil {
		t.Fatalf("the function answered an error: %s", r.Error.Message)
	}
	var e echoed
	if err := json.Unmarshal(r.Payload, &e); err != nil {
		t.Fatal(err)
	}
	return e
}
