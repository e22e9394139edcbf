// Command probe checks how a real Chat behaves where its pages say nothing. It only
// reads, for one user of the app that the environment configures, with the same client
// as the function. It prints shapes, not values: the documented keys of a reply, types,
// lengths, names of headers, times, Chat's error codes, and a finding for each doubt of
// README "Limits". Its output can be published.
//
//	CHAT_SDKAPPID=… CHAT_SECRET_KEY=… CHAT_REGION=… go run ./scripts/probe -user user_0001
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "probe:", err)
		}
		os.Exit(1)
	}
}

// run is the program: args and environ are the process's.
func run(ctx context.Context, args, environ []string, out io.Writer) error {
	var q questions
	flags := flag.NewFlagSet("probe", flag.ContinueOnError)
	flags.StringVar(&q.user, "user", "", "the UserID whose conversations are read; required")
	flags.StringVar(&q.unmarked, "unmarked", "", "another UserID, with whom the user has a conversation without mark and group")
	flags.StringVar(&q.unread, "unread", "", "another UserID, with whom the user has a conversation marked unread and nothing else")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp // Parse has printed the reason
	}
	if err := q.check(flags.NArg()); err != nil {
		return err
	}
	client := chat.NewHTTPClient(1)
	defer client.CloseIdleConnections()
	r := &recorder{client: client}
	s := settings.NewCache(environ, r).Get(nil)
	if s.Err != nil {
		return fmt.Errorf("settings: %w", s.Err) // names variables, never values
	}
	report := q.ask(ctx, s.DefaultApp(), s.MaxConversations, r)
	if *asJSON {
		if err := json.MarshalWrite(out, report, jsontext.WithIndent("  ")); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		fmt.Fprintln(out)
	} else {
		report.print(out)
	}
	if !report.answered() {
		return errors.New("no answer of Chat: no reply has HTTP status 200 and an ErrorCode")
	}
	return nil
}
