package openapi_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"chatmarks/scripts/local/platform"
)

// binary is the function, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	code, err := build(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func build(run func() int) (int, error) {
	folder, err := os.MkdirTemp("", "openapi-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	root, err := platform.ModuleRoot()
	if err != nil {
		return 0, err
	}
	if binary, err = platform.Build(context.Background(), root, folder); err != nil {
		return 0, err
	}
	return run(), nil
}
