package pack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// fromMachine are the only variables of Go that a build takes from the machine. They say
// where Go and modules come from, and where they are stored.
var fromMachine = []string{
	"GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH", "GOTOOLCHAIN",
	"GOPATH", "GOMODCACHE", "GOCACHE", "GOCACHEPROG", "GOTMPDIR",
}

// target is the platform of SCF's Go1: CentOS 7 on x86-64 (583/67385, 583/56126). The
// build uses no cgo, so that the old libraries do not matter, and only instructions that
// old machines have.
var target = []string{"GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOWORK=off", "GO111MODULE=on"}

// build compiles the function, and returns the version of Go that it used.
func build(ctx context.Context, root, version, out string) (goVersion string, err error) {
	environ, goVersion, err := environment(ctx, root)
	if err != nil {
		return "", err
	}
	// A vcs stamp has the commit's time and whether files were changed, which differ
	// between a clone and an archive. A build ID is a hash of the source, including line
	// ends. So the binary has neither.
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly",
		"-ldflags", "-s -w -buildid= -X main.version="+version, "-o", out, ".")
	c.Dir, c.Env = root, environ
	if text, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the function: %w\n%s", err, bytes.TrimSpace(text))
	}
	return goVersion, os.Chmod(out, 0o755) // whatever the umask
}

// environment returns the variables for a build. A variable of Go that the shell exports,
// or that go env -w has stored, is used only if it is in fromMachine.
func environment(ctx context.Context, root string) (environ []string, goVersion string, err error) {
	bare := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		isGo := strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_")
		return isGo && !slices.Contains(fromMachine, name) && name != "GOENV" && name != "GOROOT"
	})
	names := append([]string{"env", "-json", "GOVERSION"}, fromMachine...)
	c := exec.CommandContext(ctx, "go", names...)
	c.Dir, c.Env = root, append(slices.Clone(bare), "GOWORK=off")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	text, err := c.Output()
	if err != nil {
		return nil, "", fmt.Errorf("ask go for its settings: %w\n%s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	var all map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, "", fmt.Errorf("ask go for its settings: %w", err)
	}
	environ = without(bare, append(fromMachine, "GOENV")...)
	for _, name := range fromMachine {
		if all[name] != "" {
			environ = append(environ, name+"="+all[name])
		}
	}
	return append(append(environ, "GOENV=off"), target...), all["GOVERSION"], nil
}

// without returns an environment without the named variables.
func without(environ []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(names, name)
	})
}
