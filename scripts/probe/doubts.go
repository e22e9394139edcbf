package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// doubts are the points about Chat that no page documents, in the order of README
// "Limits". seen returns what the calls show about a doubt.
var doubts = []struct {
	name string
	seen func(calls []*call) string
}{
	{"a conversation without mark and group", ofConversation(unmarkedPurpose)},
	{"a conversation that does not exist", ofConversation(strangerPurpose)},
	{"a user that was not imported, searched for", ofUser(notImportedSearch)},
	{"a user that was not imported, listed", ofUser(notImportedList)},
	{"GroupItem of a search", groupsOf("search_contact_group")},
	{"GroupItem of a page", groupsOf("get_contact_group")},
	{"the array of a search", arrayOfSearch},
	{"the order of a search", orderOfSearch},
	{"ActionStatus of a reply without error", actionStatus},
	{"the size of a page", pageSize},
	{"NextStartIndex of the last page", lastCursor},
	{"StandardMark", padding},
	{"star is the right-most character", star},
}

const notSeen = "not seen"

// reply is the part of a reply that the doubts need.
type reply struct {
	ContactResultItem, ContactItem []contact
	GroupItem                      []struct {
		GroupID int64 `json:"GroupId"`
	}
	ActionStatus   jsontext.Value
	ErrorCode      *int64
	CompleteFlag   *int64
	NextStartIndex jsontext.Value

	command string
}

type contact struct {
	ToAccount      string  `json:"To_Account"`
	ToGroupID      string  `json:"ToGroupId"`
	StandardMark   string  `json:"StandardMark"`
	CustomMark     string  `json:"CustomMark"`
	ContactGroupID []int64 `json:"ContactGroupId"`
}

func (c contact) empty() bool {
	return strings.Trim(c.StandardMark, "0") == "" && c.CustomMark == "" && len(c.ContactGroupID) == 0
}

func (r reply) items() []contact { return append(r.ContactResultItem, r.ContactItem...) }

// replies returns the replies without an error of Chat to the calls with a purpose. If
// purpose is empty, it returns those of all calls.
func replies(calls []*call, purpose string) (all []reply) {
	for _, c := range calls {
		for _, x := range c.exchanges {
			var r reply
			err := json.Unmarshal(x.body, &r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
			if err == nil && r.ErrorCode != nil && *r.ErrorCode == 0 && (purpose == "" || c.Purpose == purpose) {
				r.command = x.Command
				all = append(all, r)
			}
		}
	}
	return all
}

// outcome returns the outcome of a call that has no usable reply. If there was no such
// call, it returns "not asked".
func outcome(calls []*call, purpose string) string {
	for _, c := range calls {
		if c.Purpose == purpose {
			return c.Outcome
		}
	}
	return "not asked: give " + purpose[strings.LastIndex(purpose, " ")+1:]
}

func ofConversation(purpose string) func([]*call) string {
	return func(calls []*call) string {
		found := replies(calls, purpose)
		if len(found) == 0 {
			return outcome(calls, purpose)
		}
		switch items := found[0].items(); {
		case len(items) == 0:
			return "left out"
		case items[0].empty():
			return "there, with empty values"
		}
		return "there, with a mark or a group"
	}
}

func ofUser(purpose string) func([]*call) string {
	return func(calls []*call) string {
		found := replies(calls, purpose)
		if len(found) == 0 {
			return outcome(calls, purpose)
		}
		return fmt.Sprintf("answered, with %d conversations", len(found[0].items()))
	}
}

// groupsOf compares the groups that replies list with the groups of their
// conversations, and with all groups that any reply lists.
func groupsOf(command string) func([]*call) string {
	return func(calls []*call) string {
		every := replies(calls, "")
		all := map[int64]bool{}
		for _, r := range every {
			for _, g := range r.GroupItem {
				all[g.GroupID] = true
			}
		}
		missing, more, fewer := false, false, false
		for _, r := range every {
			if r.command != command || len(r.items()) == 0 {
				continue
			}
			used, named := map[int64]bool{}, map[int64]bool{}
			for _, c := range r.items() {
				for _, id := range c.ContactGroupID {
					used[id] = true
				}
			}
			for _, g := range r.GroupItem {
				named[g.GroupID] = true
				more = more || !used[g.GroupID]
			}
			for id := range used {
				missing = missing || !named[id]
			}
			fewer = fewer || len(named) < len(all)
		}
		switch {
		case missing:
			return "fewer than those of its conversations"
		case more && fewer:
			return "more than those of its conversations, not all"
		case more:
			return "all of the user"
		case fewer:
			return "only those of its conversations"
		}
		return notSeen + ": the user has no other group"
	}
}

func arrayOfSearch(calls []*call) string {
	for _, r := range replies(calls, "") {
		switch {
		case r.command != "search_contact_group":
		case r.ContactResultItem != nil:
			return "ContactResultItem"
		case r.ContactItem != nil:
			return "ContactItem"
		}
	}
	return notSeen
}

// orderOfSearch compares the order of a search with those of the list and of the
// request, which asked for the conversations of the list in reverse order.
func orderOfSearch(calls []*call) string {
	ids := func(items []contact) (all []string) {
		for _, c := range items {
			all = append(all, c.ToAccount+"\x00"+c.ToGroupID)
		}
		return all
	}
	var listed []string
	for _, r := range replies(calls, calls[0].Purpose) {
		listed = append(listed, ids(r.items())...)
	}
	for _, r := range replies(calls, "") {
		found := ids(r.items())
		if r.command != "search_contact_group" || len(found) < 2 {
			continue
		}
		inList := slices.DeleteFunc(slices.Clone(listed), func(id string) bool { return !slices.Contains(found, id) })
		if slices.Equal(found, inList) {
			return "that of the list"
		}
		if slices.Reverse(inList); slices.Equal(found, inList) {
			return "that of the request"
		}
		return "another"
	}
	return notSeen
}

func actionStatus(calls []*call) string {
	there, empty, missing := 0, 0, 0
	for _, r := range replies(calls, "") {
		switch string(r.ActionStatus) {
		case "":
			missing++
		case "null", `""`:
			empty++
		default:
			there++
		}
	}
	return fmt.Sprintf("there in %d, empty or null in %d, missing in %d", there, empty, missing)
}

func pageSize(calls []*call) string {
	size := notSeen
	for _, r := range replies(calls, calls[0].Purpose) {
		if n := len(r.items()); r.CompleteFlag != nil && *r.CompleteFlag == 0 {
			return fmt.Sprint(n)
		} else if n > 0 {
			size = fmt.Sprintf("%d or more: all came in one page", n)
		}
	}
	return size
}

func lastCursor(calls []*call) string {
	for _, r := range replies(calls, calls[0].Purpose) {
		switch {
		case r.CompleteFlag == nil || *r.CompleteFlag != 1:
		case r.NextStartIndex == nil:
			return "missing"
		case r.NextStartIndex.Kind() == 'n':
			return "null"
		default:
			return "there"
		}
	}
	return notSeen
}

func padding(calls []*call) string {
	longest, zeros := 0, false
	for _, r := range replies(calls, "") {
		for _, c := range r.items() {
			longest = max(longest, len(c.StandardMark))
			zeros = zeros || strings.HasPrefix(c.StandardMark, "0")
		}
	}
	switch {
	case longest == 0:
		return notSeen
	case zeros:
		return fmt.Sprintf("with leading zeros, up to %d characters", longest)
	}
	return fmt.Sprintf("without leading zeros, up to %d characters", longest)
}

// star uses the place of unread, the next bit: a mark with star alone reads the same
// from both ends.
func star(calls []*call) string {
	found := replies(calls, unreadPurpose)
	if len(found) == 0 {
		return outcome(calls, unreadPurpose)
	}
	if len(found[0].items()) == 0 {
		return notSeen + ": the conversation was left out"
	}
	mark := found[0].items()[0].StandardMark
	left := strings.IndexByte(mark, '1')
	right := len(mark) - 1 - left
	switch {
	case strings.Count(mark, "1") != 1:
		return notSeen + ": the conversation has other marks than unread, or none"
	case left == right:
		return notSeen + ": the mark reads the same from both ends"
	case right == 1:
		return "yes"
	case left == 1:
		return "no, it is the left-most"
	}
	return fmt.Sprintf("no: unread is number %d from the right", right+1)
}
