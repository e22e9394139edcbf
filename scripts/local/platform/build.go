package platform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// module is the path of the function's module. ModuleRoot looks it up by name, so that a
// nested module that replaces it with a folder (benchmarks, for example) finds the same
// root.
const module = "chatmarks"

// Build compiles the function in dir (the module root) into the folder out and returns
// the path of the binary. It compiles for this machine with the flags of "go run" and "go
// test": other flags would make Go compile its standard library again. Variables such as
// CGO_ENABLED=0 are passed to the compiler.
func Build(ctx context.Context, dir, out string, variables ...string) (string, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return "", fmt.Errorf("build the function: %w", err)
	}
	binary := filepath.Join(out, "main")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	c := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	c.Dir = dir
	c.Env = append(c.Environ(), variables...)
	if text, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the function: %w\n%s", err, bytes.TrimSpace(text))
	}
	return binary, nil
}

// ModuleRoot returns the folder that contains the function's go.mod. The caller may run
// anywhere in that module or in a module that requires it.
func ModuleRoot() (string, error) {
	text, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("find module %s: %w: %s", module, err, bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return "", fmt.Errorf("find module %s: %w", module, err)
	}
	return strings.TrimSpace(string(text)), nil
}
