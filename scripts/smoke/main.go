// Command smoke tries a deployed function out: its health check, and one search
// by the app's admin for itself. It takes the function's own variables, to show
// who it is as CALLER_AUTH demands, and prints no credential.
//
//	go run ./scripts/smoke -url https://1250000000-xxxxxxxxxx.ap-guangzhou.tencentscf.com
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"
)

// target is the function and who asks.
type target struct {
	url     string
	user    string // whose marks are asked for
	version string // the one that was deployed; empty where that is not known
	client  *http.Client
	pause   time.Duration // between two looks at a function that is not there yet
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var t target
	output := flag.String("output", "", "a file with the CLI's output, to take the address from")
	flag.StringVar(&t.url, "url", "", "the function's address")
	flag.StringVar(&t.user, "user", admin(os.Getenv), "the account whose marks are asked for")
	flag.StringVar(&t.version, "version", "", "the version that should answer")
	flag.Parse()
	t.pause = 3 * time.Second
	t.client = &http.Client{Timeout: 20 * time.Second, CheckRedirect: refuse}
	if err := t.run(ctx, *output, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "smoke:", err)
		os.Exit(1)
	}
}

// refuse follows no redirect: it would take the credential elsewhere.
func refuse(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// run finds the address where it was not given, then checks it.
func (t target) run(ctx context.Context, output string, env func(string) string) error {
	if t.url == "" && output != "" {
		text, err := os.ReadFile(output)
		if err != nil {
			return fmt.Errorf("read the CLI's output: %w", err)
		}
		if t.url = address(string(text)); t.url == "" {
			return errors.New("the CLI printed no address; take it from the console (Function URL), then: go run ./scripts/smoke -url https://…")
		}
		fmt.Println("address  ", t.url)
	}
	t.url = strings.TrimRight(t.url, "/")
	return t.check(ctx, env)
}

// check runs both calls.
func (t target) check(ctx context.Context, env func(string) string) error {
	u, err := url.Parse(t.url)
	if err != nil || u.Host == "" {
		return errors.New("-url must be an address such as https://1250000000-xxxxxxxxxx.ap-guangzhou.tencentscf.com")
	}
	if u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
		return errors.New("-url must be https: the request carries a credential")
	}
	authorization, err := credential(env, t.user)
	if err != nil {
		return err
	}
	if err := t.health(ctx); err != nil {
		return err
	}
	return t.search(ctx, authorization)
}
