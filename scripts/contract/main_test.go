package contract

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"

	"chatmarks/scripts/local/platform"
)

var (
	binary string             // the function
	shared *platform.Function // serves the tests that need no separate process
	logs   platform.Lines     // what the shared function has written

	update = flag.Bool("update", false, "write the golden files anew")
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	runWider()
	dir, err := os.MkdirTemp("", "contract")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(dir)
	if err := start(context.Background(), dir); err != nil {
		return fail(err)
	}
	code := m.Run()
	if err := shared.Stop(); err != nil && code == 0 {
		code = fail(fmt.Errorf("the shared function did not live to the end: %w", err))
	}
	for _, leak := range given.leaks() {
		code = fail(fmt.Errorf("section 10: a secret was given out: %s", leak))
	}
	return code
}

// runWider lets more tests run at a time than there are processors, since most wait for
// another process. A -parallel on the command line overrides it.
func runWider() {
	const atATime = 8
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == "test.parallel" })
	if !set {
		_ = flag.Set("test.parallel", strconv.Itoa(atATime))
	}
}

func start(ctx context.Context, dir string) error {
	root, err := platform.ModuleRoot()
	if err != nil {
		return err
	}
	if binary, err = platform.Build(ctx, root, dir); err != nil {
		return err
	}
	shared, err = platform.Start(ctx, platform.Config{
		Binary: binary,
		Stdout: recorded("stdout of the shared function", &logs),
		Stderr: recorded("stderr of the shared function", &logs),
	})
	return err
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
