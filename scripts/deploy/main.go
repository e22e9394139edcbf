// Command deploy deploys the function to Tencent Cloud SCF. It uses only the SCF API.
//
//	go -C scripts/deploy run . rehearse   all of apply on this machine, without an account
//	go -C scripts/deploy run . plan       what apply would change
//	go -C scripts/deploy run . apply      make it so, try it, and go back if it does not work
//
// Without a command, or with -h, it lists the commands and flags.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"chatmarks/scripts/deploy/pack"
)

// The exit statuses.
const (
	statusDone   = 0
	statusFailed = 1
	statusUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, process{args: os.Args[1:], environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr, pack: pack.Build}))
}

// process is the outside of a command: its environment, input and output.
type process struct {
	args, environ []string
	in            io.Reader
	out, err      io.Writer
	root          string        // of the clone; empty: found from the working directory
	pace          time.Duration // the shortest pause; 0: one that suits the real API
	pack          func(context.Context, pack.Options) (*pack.Package, error)
}

// command is a command of the program.
type command struct {
	name, about string
	flags       []string // that it takes
	run         func(ctx context.Context, j *job) error
}

var commands []command

func init() { // not in the declaration, which usage refers to
	commands = []command{
		{"package", "build the package and stop", []string{"web", "out"}, doPackage},
		{"plan", "say what apply would change, and change nothing", []string{"stage", "web"}, doPlan},
		{"apply", "make it so, try it, and go back if it does not work", []string{"stage", "web"}, doApply},
		{"try", "try what is deployed, or -url", []string{"stage", "web", "url"}, doTry},
		{"rollback", "go back to the version before", []string{"stage", "web", "yes"}, doRollback},
		{"remove", "delete the function and its triggers", []string{"stage", "web", "yes"}, doRemove},
		{"rehearse", "all of apply on this machine, without an account", []string{"web"}, doRehearse},
	}
}

// run is the program. It returns the exit status.
func run(ctx context.Context, p process) int {
	j, err := newJob(p)
	if err == nil {
		err = j.command.run(ctx, j)
	}
	var usage *usageError
	switch {
	case err == nil:
		return statusDone
	case errors.As(err, &usage):
		fmt.Fprintf(p.err, "deploy: %v\n", err)
		return statusUsage
	case ctx.Err() != nil:
		err = fmt.Errorf("interrupted; the next apply goes on from here (%w)", err)
	}
	fmt.Fprintf(p.err, "deploy: %v\n", err)
	return statusFailed
}
