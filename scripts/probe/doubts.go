package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chatmarks/chat"
)

// doubts are the points about Chat that no page documents, in the order of README
// "Limits". seen returns what the calls show about a doubt.
var doubts = []struct {
	name string
	seen func(calls []*call) string
}{
	{"a conversation without mark and group", of(unmarkedPurpose, ofConversation)},
	{"a conversation that does not exist", of(strangerPurpose, ofConversation)},
	{"a user that was not imported, searched for", of(notImportedSearch, ofUser)},
	{"a user that was not imported, listed", of(notImportedList, ofUser)},
	{"GroupItem of a search", groupsOf(search)},
	{"GroupItem of a page", groupsOf(page)},
	{"the array of a search", arrayOfSearch},
	{"the order of a search", of(sampledPurpose, orderOfSearch)},
	{"ActionStatus of a reply without error", actionStatus},
	{"the size of a page", of(allPurpose, pageSize)},
	{"NextStartIndex of the last page", of(allPurpose, lastCursor)},
	{"StandardMark", padding},
	{"star is the right-most character", of(unreadPurpose, star)},
}

const notSeen = "not seen"

// of returns a function that describes the replies to the call with a purpose. If there
// is none, the function returns the reason.
func of(purpose string, seen func(c *call, found []reply) string) func([]*call) string {
	return func(calls []*call) string {
		i := slices.IndexFunc(calls, func(c *call) bool { return c.Purpose == purpose })
		if i < 0 && strings.Contains(purpose, "-") {
			return "not asked: give " + purpose[strings.LastIndex(purpose, " ")+1:]
		} else if i < 0 {
			return notSeen
		}
		found := calls[i].replies()
		switch {
		case calls[i].Outcome != accepted:
			return calls[i].Outcome
		case len(found) == 0:
			return notSeen + ": the probe cannot read the reply"
		}
		return seen(calls[i], found)
	}
}

// ofConversation describes the conversation that a call searches for.
func ofConversation(c *call, found []reply) string {
	switch item := found[0].find(c.asked[0]); {
	case item == nil:
		return "left out"
	case item.empty():
		return "there, with empty values"
	}
	return "there, with a mark or a group"
}

func ofUser(_ *call, found []reply) string {
	return fmt.Sprintf("answered, with %d conversations", len(found[0].items()))
}

// groupsOf compares the groups that replies list with the groups of their
// conversations, and with all groups of the user that any reply mentions.
func groupsOf(command string) func([]*call) string {
	return func(calls []*call) string {
		calls = slices.DeleteFunc(slices.Clone(calls), func(c *call) bool { return c.user != calls[0].user })
		all := map[int64]bool{}
		for _, r := range replies(calls) {
			listed, used := r.groups()
			maps.Copy(all, listed)
			maps.Copy(all, used)
		}
		seen, missing, more, fewer := false, false, false, false
		for _, r := range replies(calls) {
			listed, used := r.groups()
			if r.command != command || len(r.items()) == 0 && len(listed) == 0 {
				continue
			}
			seen = true
			for id := range listed {
				more = more || !used[id]
			}
			for id := range used {
				missing = missing || !listed[id]
			}
			fewer = fewer || len(listed) < len(all)
		}
		switch {
		case !seen:
			return notSeen
		case missing:
			return "fewer than those of its conversations"
		case more && fewer:
			return "more than those of its conversations, fewer than all that were seen"
		case more:
			return "all that were seen of the user"
		case fewer:
			return "only those of its conversations"
		}
		return notSeen + ": no other group of the user was seen"
	}
}

func arrayOfSearch(calls []*call) string {
	for _, r := range replies(calls) {
		switch {
		case r.command != search:
		case r.ContactResultItem != nil:
			return "ContactResultItem"
		case r.ContactItem != nil:
			return "ContactItem"
		}
	}
	return notSeen
}

// orderOfSearch names the orders that a reply can have. There can be several if the
// reply omits conversations.
func orderOfSearch(c *call, found []reply) string {
	var got []chat.ContactItem
	for _, item := range found[0].items() {
		if !slices.Contains(got, item.key()) {
			got = append(got, item.key())
		}
	}
	if len(got) < 3 {
		return notSeen + ": fewer than 3 conversations"
	}
	var names []string
	for _, o := range append(orders(c.listed), order{"that of the request", c.asked}) {
		found := slices.DeleteFunc(slices.Clone(o.items), func(i chat.ContactItem) bool { return !slices.Contains(got, i) })
		if slices.Equal(got, found) {
			names = append(names, o.name)
		}
	}
	return cmp.Or(strings.Join(names, ", also "), "another")
}

func actionStatus(calls []*call) string {
	there, empty, missing := 0, 0, 0
	for _, r := range replies(calls) {
		switch string(r.ActionStatus) {
		case "":
			missing++
		case "null", `""`:
			empty++
		default:
			there++
		}
	}
	if there+empty+missing == 0 {
		return notSeen
	}
	return fmt.Sprintf("there in %d, empty or null in %d, missing in %d", there, empty, missing)
}

// pageSize counts the conversations of the pages that are not the last.
func pageSize(_ *call, found []reply) string {
	var sizes []int
	for _, r := range found {
		if n := len(r.items()); !r.complete() {
			sizes = append(sizes, n)
		} else if n > 0 && len(found) == 1 {
			return fmt.Sprintf("%d or more: all came in one page", n)
		}
	}
	if sizes == nil {
		return notSeen
	}
	if least, most := slices.Min(sizes), slices.Max(sizes); least < most {
		return fmt.Sprintf("%d to %d", least, most)
	}
	return fmt.Sprint(sizes[0])
}

func lastCursor(_ *call, found []reply) string {
	switch last := found[len(found)-1]; {
	case !last.complete():
		return notSeen
	case last.NextStartIndex == nil:
		return "missing"
	case last.NextStartIndex.Kind() == 'n':
		return "null"
	}
	return "there"
}

func padding(calls []*call) string {
	longest, zeros := 0, false
	for _, r := range replies(calls) {
		for _, c := range r.items() {
			longest = max(longest, len(c.StandardMark))
			zeros = zeros || len(c.StandardMark) > 1 && c.StandardMark[0] == '0'
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
func star(c *call, found []reply) string {
	item := found[0].find(c.asked[0])
	if item == nil {
		return notSeen + ": the conversation was left out"
	}
	mark := item.StandardMark
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
