package main

import (
	"cmp"
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

// ask makes the calls, one after the other. most limits the conversations of a search.
func (q *questions) ask(ctx context.Context, app *settings.App, most int, r *recorder) *report {
	a := &asker{ctx: ctx, client: app.Client, recorder: r}
	all := a.list(allPurpose, q.user)
	listed := q.searchable(all)
	if n := min(len(listed), maxSampled, most); n > 0 {
		items := make([]chat.ContactItem, n)
		for i := range items {
			items[i] = listed[i].ContactItem
		}
		a.search(sampledPurpose, q.user, reordered(items)...).listed = items
		// The reply for the conversation with the fewest groups is most likely to omit some
		// groups.
		least := slices.MinFunc(listed, func(a, b chat.ContactResultItem) int { return len(a.ContactGroupID) - len(b.ContactGroupID) })
		a.search("one listed conversation", q.user, least.ContactItem)
	}
	with := func(id string) chat.ContactItem { return chat.ContactItem{Type: chat.TypeC2C, ToAccount: id} }
	if q.unmarked != "" {
		a.search(unmarkedPurpose, q.user, with(q.unmarked))
	}
	if q.unread != "" {
		a.search(unreadPurpose, q.user, with(q.unread))
	}
	stranger := "probe-" + strings.ToLower(rand.Text()[:20])
	a.search(strangerPurpose, q.user, with(stranger))
	a.search(notImportedSearch, stranger, with(q.user))
	a.list(notImportedList, stranger)
	return newReport(a.calls, r.exchanges)
}

// searchable returns the conversations of a list that a search may name.
func (q *questions) searchable(all *chat.GetContactGroupOutput) []chat.ContactResultItem {
	if all == nil {
		return nil
	}
	return slices.DeleteFunc(all.ContactItem, func(c chat.ContactResultItem) bool { return c.Faults() != nil })
}

// order is an order in which Chat can return conversations.
type order struct {
	name  string
	items []chat.ContactItem
}

// orders returns the orders that do not depend on the request. The items are in the
// order of the list.
func orders(items []chat.ContactItem) []order {
	reverse := func(items []chat.ContactItem) []chat.ContactItem {
		items = slices.Clone(items)
		slices.Reverse(items)
		return items
	}
	id := func(c chat.ContactItem) string { return cmp.Or(c.ToAccount, c.ToGroupID) }
	byID := slices.SortedStableFunc(slices.Values(items), func(a, b chat.ContactItem) int { return strings.Compare(id(a), id(b)) })
	return []order{
		{"that of the list", items}, {"that of the list, the last first", reverse(items)},
		{"by ID", byID}, {"by ID, the last first", reverse(byID)},
	}
}

// reordered returns items in an order other than those of [orders]. Three items are
// enough for that.
func reordered(items []chat.ContactItem) []chat.ContactItem {
	for n := 1; n < len(items); n++ {
		moved := slices.Concat(items[n:], items[:n])
		if !slices.ContainsFunc(orders(items), func(o order) bool { return slices.Equal(o.items, moved) }) {
			return moved
		}
	}
	return items
}

// The purposes of the calls that findings use.
const (
	allPurpose        = "all of -user"
	sampledPurpose    = "listed conversations, in another order"
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

// accepted is the outcome of a call without an error.
const accepted = "ok"

// call is one call of the client and its outcome. It can have several exchanges.
type call struct {
	Purpose string `json:"purpose"`
	Outcome string `json:"outcome"` // accepted, or the kind of failure

	user          string
	asked, listed []chat.ContactItem // of a search, and the same in the order of the list
	exchanges     []*exchange
}

func (a *asker) list(purpose, user string) (out *chat.GetContactGroupOutput) {
	a.call(&call{Purpose: purpose, user: user}, func(ctx context.Context) (err error) {
		out, err = a.client.AllContacts(ctx, user)
		return err
	})
	return out
}

func (a *asker) search(purpose, user string, items ...chat.ContactItem) *call {
	c := &call{Purpose: purpose, user: user, asked: items}
	a.call(c, func(ctx context.Context) error {
		_, err := a.client.SearchContactGroup(ctx, &chat.SearchContactGroupInput{FromAccount: user, ContactItem: items})
		return err
	})
	return c
}

func (a *asker) call(c *call, do func(ctx context.Context) error) {
	ctx, cancel := context.WithTimeout(a.ctx, callTime)
	defer cancel()
	a.calls = append(a.calls, c)
	a.recorder.purpose = c.Purpose
	first := len(a.recorder.exchanges)
	c.Outcome = accepted
	if err := do(ctx); err != nil {
		c.Outcome = kind(err)
	}
	c.exchanges = a.recorder.exchanges[first:]
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
