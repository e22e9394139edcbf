// Command bench checks that the built function answers correctly under faults, and compares its cost with that of simpler
// functions. From this folder:
//
//	go run . soak                     30 s with 30 % faults; exit code 1 on a wrong answer or growing memory
//	go run . soak -duration 5m -faults 0.5 -seed 7
//	go run . abuse                    2,000 silent clients of each kind; exit code 1 if a bound breaks
//	go run . compare                  the function beside two baselines, as a Markdown table
//	go run . compare -threads 2       the same, with the same number of threads for all three
//	go run . compare -quick           the same with too few samples to mean anything
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"chatmarks/scripts/bench/abuse"
	"chatmarks/scripts/bench/compare"
	"chatmarks/scripts/bench/soak"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout))
}

// commands are the commands. Each parses its flags and reports whether everything is right.
var commands = map[string]func(ctx context.Context, args []string, out io.Writer) (bool, error){
	"soak":    runSoak,
	"abuse":   runAbuse,
	"compare": runCompare,
}

// run is main with its dependencies as parameters.
func run(ctx context.Context, args []string, out io.Writer) int {
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprintln(out, "bench: give soak, abuse or compare, and -help for its flags")
		return exitUsage
	}
	ok, err := commands[args[0]](ctx, args[1:], out)
	var usage usageError
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintln(out, "bench:", err)
		return exitUsage
	case err != nil:
		fmt.Fprintln(out, "bench:", err)
		return exitFailed
	case !ok:
		return exitFailed
	}
	return exitOK
}

func runSoak(ctx context.Context, args []string, out io.Writer) (bool, error) {
	var o soak.Options
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	f.DurationVar(&o.Duration, "duration", 0, "how long (default 30s)")
	f.IntVar(&o.Callers, "callers", 0, "how many call at the same time (default 8)")
	f.Float64Var(&o.Faults, "faults", 0.30, "the part of the requests to Chat that something happens to")
	f.Uint64Var(&o.Seed, "seed", 1, "of all that is random")
	if err := parse(f, args, out); err != nil {
		return false, err
	}
	report, err := soak.Run(ctx, o)
	if err != nil {
		return false, err
	}
	report.Print(out)
	return report.OK(), nil
}

func runAbuse(ctx context.Context, args []string, out io.Writer) (bool, error) {
	var o abuse.Options
	f := flag.NewFlagSet("abuse", flag.ContinueOnError)
	f.IntVar(&o.Connections, "connections", 0, "how many of each kind (default 2000)")
	f.DurationVar(&o.Duration, "duration", 0, "how long for each kind (default 8s)")
	f.StringVar(&o.Only, "only", "", "play the kinds whose name contains this")
	if err := parse(f, args, out); err != nil {
		return false, err
	}
	report, err := abuse.Run(ctx, o)
	if err != nil {
		return false, err
	}
	report.Print(out)
	return report.OK(), nil
}

func runCompare(ctx context.Context, args []string, out io.Writer) (bool, error) {
	var o compare.Options
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.IntVar(&o.Threads, "threads", 0, "how many threads each program runs on at a time (default: what each decides)")
	f.BoolVar(&o.Quick, "quick", false, "a few samples of everything; the numbers mean nothing")
	if err := parse(f, args, out); err != nil {
		return false, err
	}
	table, err := compare.Run(ctx, o)
	if err != nil {
		return false, err
	}
	table.Print(out)
	return true, nil
}

// usageError is a mistake on the command line.
type usageError struct{ error }

// parse parses flags, and refuses other arguments.
func parse(f *flag.FlagSet, args []string, out io.Writer) error {
	f.SetOutput(io.Discard)
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(out)
		f.Usage()
		return err
	case err != nil:
		return usageError{err}
	case f.NArg() > 0:
		return usageError{fmt.Errorf("unknown argument %q", f.Arg(0))}
	}
	return nil
}
