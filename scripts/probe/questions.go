package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	smithy "github.com/aws/smithy-go"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// questions are the UserIDs to ask about.
type questions struct{ user, unmarked, unread string }

func (q *questions) check(arguments int) error {
	if arguments > 0 {
		return errors.New("takes flags only; see -h")
	}
	for name, id := range map[string]string{"-user": q.user, "-unmarked": q.unmarked, "-unread": q.unread} {
		if reason := chat.CheckUserID(id); reason != "" && (id != "" || name == "-user") {
			return fmt.Errorf("%s: %s", name, reason)
		}
	}
	return nil
}

// callTime limits a call, including its retries.
const callTime = 30 * time.Second

// maxSampled is the number of listed conversations that are searched for.
const maxSampled = 20

// ask makes the calls, one after the other.
func (q *questions) ask(ctx context.Context, app *settings.App, r *recorder) *report {
	a := &asker{ctx: ctx, client: app.Client, recorder: r}
	all := a.list("all of -user", q.user)
	stranger := "probe-" + strings.ToLower(rand.Text()[:20])
	var known []chat.ContactItem
	for _, c := range all.items() {
		known = append(known, c.ContactItem)
	}
	slices.Reverse(known) // an order other than that of the list
	if len(known) > 0 {
		a.search("listed conversations, the last first", q.user, known[:min(len(known), maxSampled)]...)
		// The reply for the conversation with the fewest groups is most likely to omit some
		// groups.
		least := slices.MinFunc(all.items(), func(a, b chat.ContactResultItem) int { return len(a.ContactGroupID) - len(b.ContactGroupID) })
		a.search("one listed conversation", q.user, least.ContactItem)
	}
	with := func(id string) chat.ContactItem { return chat.ContactItem{Type: chat.TypeC2C, ToAccount: id} }
	if q.unmarked != "" {
		a.search(unmarkedPurpose, q.user, with(q.unmarked))
	}
	if q.unread != "" {
		a.search(unreadPurpose, q.user, with(q.unread))
	}
	a.search(strangerPurpose, q.user, with(stranger))
	a.search(notImportedSearch, stranger, with(q.user))
	a.list(notImportedList, stranger)
	return newReport(a.calls, r.exchanges)
}

// The purposes of the calls that findings use.
const (
	unmarkedPurpose   = "the conversation with -unmarked"
	unreadPurpose     = "the conversation with -unread"
	strangerPurpose   = "a conversation with a user that does not exist"
	notImportedSearch = "search for a user that does not exist"
	notImportedList   = "list of a user that does not exist"
)

// asker makes calls and records them.
type asker struct {
	ctx      context.Context
	client   *chat.Client
	recorder *recorder
	calls    []*call
}

// call is one call of the client and its outcome. It can have several exchanges.
type call struct {
	Purpose string `json:"purpose"`
	Outcome string `json:"outcome"` // "ok", or the kind of failure

	listed    *chat.GetContactGroupOutput
	exchanges []*exchange
}

func (c *call) items() []chat.ContactResultItem {
	if c.listed == nil {
		return nil
	}
	return c.listed.ContactItem
}

func (a *asker) list(purpose, user string) (c *call) {
	return a.call(purpose, func(ctx context.Context, c *call) (err error) {
		c.listed, err = a.client.AllContacts(ctx, user)
		return err
	})
}

func (a *asker) search(purpose, user string, items ...chat.ContactItem) {
	a.call(purpose, func(ctx context.Context, _ *call) error {
		_, err := a.client.SearchContactGroup(ctx, &chat.SearchContactGroupInput{FromAccount: user, ContactItem: items})
		return err
	})
}

func (a *asker) call(purpose string, do func(ctx context.Context, c *call) error) *call {
	ctx, cancel := context.WithTimeout(a.ctx, callTime)
	defer cancel()
	c := &call{Purpose: purpose, Outcome: "ok"}
	a.calls = append(a.calls, c)
	a.recorder.purpose = purpose
	first := len(a.recorder.exchanges)
	if err := do(ctx, c); err != nil {
		c.Outcome = kind(err)
	}
	c.exchanges = a.recorder.exchanges[first:]
	return c
}

// kind returns the kind of failure of an error, without any text of Chat.
func kind(err error) string {
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = operation.Err
	}
	if call, ok := errors.AsType[*chat.CallError](err); ok {
		err = call.Err
	}
	if api, ok := errors.AsType[*chat.APIError](err); ok {
		return fmt.Sprintf("refused with %d", api.Code)
	}
	return err.Error() // the client's text has kinds and places, never values
}
