package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// options are the parsed command line.
type options struct {
	once, list bool
	watch      bool
	event      string
	sample     platform.Shape // the shape of the first event
	served     platform.Shape // the shape of what is served
	script     []chattest.Step
	addr       string
	timeout    time.Duration
}

// parseOptions parses the command line. It writes mistakes and the help to out.
func parseOptions(args []string, out io.Writer) (options, error) {
	o := options{sample: platform.APIGateway, served: platform.URL}
	f := flag.NewFlagSet("local", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&o.once, "once", false, "end after the first event; exit code 1 where its answer is not a good one")
	f.BoolVar(&o.list, "list", false, "show the sample events and end")
	f.BoolVar(&o.watch, "watch", false, "restart the function when its sources change")
	f.StringVar(&o.event, "event", "", "send this event: a `file`, or a name that -list shows")
	f.Func("as", "`shape` of HTTP events: url, apigw, tse or clb (default apigw for the sample, url for what is served)", func(text string) error {
		shape, err := platform.ParseShape(text)
		o.sample, o.served = shape, shape
		return err
	})
	f.Func("chat-script", "`faults` of the fake Chat: 50004,50004,ok or reset+delay=1s,http503*2 ...", func(text string) (err error) {
		o.script, err = chattest.ParseScript(text)
		return err
	})
	f.StringVar(&o.addr, "addr", "127.0.0.1:9000", "loopback `address` to serve on")
	f.DurationVar(&o.timeout, "timeout", 15*time.Second, "the function's time limit")
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		f.SetOutput(out)
		fmt.Fprintln(out, "local runs the function as SCF does. Flags:")
		f.PrintDefaults()
	}
	if err != nil {
		return options{}, err
	}
	return o, o.check(f.Args())
}

// check refuses values that the flag package accepts.
func (o options) check(rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("unknown argument %q (an event file is given with -event)", rest[0])
	}
	if o.watch && o.once {
		return errors.New("-watch is for serving: without -once")
	}
	// SCF's own range.
	if o.timeout < time.Second || o.timeout > 900*time.Second {
		return fmt.Errorf("time limit %s is not between 1s and 900s", o.timeout)
	}
	return checkLoopback(o.addr)
}

// checkLoopback refuses an address that other machines can reach, since the function
// behind it may have real keys. The host must be an IP address or localhost: any other
// name may resolve to any address.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.Unmap().IsLoopback() {
		return fmt.Errorf("listen: %q is not a loopback address such as 127.0.0.1:9000", addr)
	}
	return nil
}
