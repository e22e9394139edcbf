package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"chatmarks/scripts/deploy/config"
	"chatmarks/scripts/local/platform"
)

// job is a command with its flags.
type job struct {
	process
	command   *command
	stage     string
	web, yes  bool
	rehearsal bool // the environment is not the shell's, and .env is not read
	url       string
	folder    string   // for the package
	endpoint  *url.URL // SCF_ENDPOINT; nil for the real one
	out       *printer
}

// usageError is the error of a wrong command line.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func wrong(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// newJob reads the command line and SCF_ENDPOINT.
func newJob(p process) (*job, error) {
	if len(p.args) == 0 || p.args[0] == "-h" || p.args[0] == "-help" || p.args[0] == "--help" {
		return nil, wrong("%s", usage())
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == p.args[0] })
	if i < 0 {
		return nil, wrong("unknown command %q\n%s", p.args[0], usage())
	}
	j := &job{process: p, command: &commands[i], out: &printer{out: p.out}}
	if err := j.parse(p.args[1:]); err != nil {
		return nil, err
	}
	if j.root == "" {
		root, err := platform.ModuleRoot()
		if err != nil {
			return nil, err
		}
		j.root = root
	}
	if j.pace == 0 {
		j.pace = 200 * time.Millisecond
	}
	if j.command.name == "rehearse" {
		return j, nil // a rehearsal has an SCF API of its own
	}
	return j, j.readEndpoint()
}

// parse reads the flags of the command.
func (j *job) parse(args []string) error {
	set := flag.NewFlagSet(j.command.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&j.stage, "stage", "dev", "")
	set.BoolVar(&j.web, "web", false, "")
	set.BoolVar(&j.yes, "yes", false, "")
	set.StringVar(&j.url, "url", "", "")
	set.StringVar(&j.folder, "out", "", "")
	if err := set.Parse(args); err != nil {
		return wrong("%s: %v\n%s", j.command.name, err, usage())
	}
	if set.NArg() > 0 {
		return wrong("%s: %q is no flag", j.command.name, set.Arg(0))
	}
	var err error
	set.Visit(func(f *flag.Flag) {
		switch value := f.Value.String(); {
		case !slices.Contains(j.command.flags, f.Name):
			err = wrong("%s does not take -%s", j.command.name, f.Name)
		case strings.HasPrefix(value, "-"):
			err = wrong("-%s needs a value, not the flag %s", f.Name, value)
		case value == "":
			err = wrong("-%s needs a value", f.Name)
		}
	})
	return err
}

func usage() string {
	var b strings.Builder
	b.WriteString("usage: go -C scripts/deploy run . <command> [flags]\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-9s %s  [-%s]\n", c.name, c.about, strings.Join(c.flags, "] [-"))
	}
	b.WriteString("  -stage NAME (default dev: .env, else .env.NAME)  -web: the Web function  -url https://…  -yes: do not ask  -out FOLDER (default build)")
	return b.String()
}

// readEndpoint reads SCF_ENDPOINT, which replaces the API's host.
func (j *job) readEndpoint() error {
	text := ""
	for _, v := range j.environ {
		if value, ok := strings.CutPrefix(v, "SCF_ENDPOINT="); ok {
			text = value
		}
	}
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil:
		return errors.New("SCF_ENDPOINT: must be https://host[:port]")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return errors.New("SCF_ENDPOINT: must be https; http is for loopback only")
	}
	j.endpoint = u
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// mayAsk reports whether a credential may be sent to an address.
func (j *job) mayAsk(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && j.local() && loopback(u.Hostname())
}

// local reports whether the SCF API is on this machine.
func (j *job) local() bool { return j.endpoint != nil && loopback(j.endpoint.Hostname()) }

// config reads what is to be deployed. account says whether the account's key is required.
func (j *job) config(account bool) (*config.Config, error) {
	c, err := config.Read(config.Options{Root: j.root, Web: j.web, Stage: j.stage, Environ: j.environ, Loopback: j.local(), Account: account, Rehearsal: j.rehearsal})
	var usage *config.UsageError
	if errors.As(err, &usage) {
		return nil, wrong("%v", err)
	}
	return c, err
}

// open reads what is to be deployed, and returns the API for it.
func (j *job) open() (*config.Config, *api, error) {
	c, err := j.config(true)
	if err != nil {
		return nil, nil, err
	}
	a, err := newAPI(c, j)
	return c, a, err
}
