package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"chatmarks/chat/chattest"
)

// The types of the contract's answer, with the keys in the contract's order.
type (
	answer struct {
		RequestID     string         `json:"requestID"`
		FromAccount   string         `json:"fromAccount"`
		Conversations []conversation `json:"conversations"`
		Groups        []group        `json:"groups"`
	}
	conversation struct {
		ConversationID string   `json:"conversationID"`
		Type           string   `json:"type"`
		UserID         string   `json:"userID,omitempty"`
		GroupID        string   `json:"groupID,omitempty"`
		Found          bool     `json:"found"`
		StandardMark   string   `json:"standardMark"`
		Marks          marks    `json:"marks"`
		MarkList       []uint64 `json:"markList"`
		CustomMark     string   `json:"customMark"`
		Groups         []group  `json:"groups"`
		UpdatedAt      *string  `json:"updatedAt"`
	}
	marks struct {
		Star   bool `json:"star"`
		Unread bool `json:"unread"`
		Fold   bool `json:"fold"`
		Hide   bool `json:"hide"`
	}
	group struct {
		ID   int     `json:"id"`
		Name *string `json:"name"`
	}
)

// item is a conversation of a request.
type item struct {
	Type      int    `json:"Type"`
	ToAccount string `json:"To_Account,omitempty"`
	ToGroupID string `json:"ToGroupId,omitempty"`
}

func itemOf(c chattest.Conversation) item {
	if c.Type == chattest.C2C {
		return item{Type: c.Type, ToAccount: c.Peer}
	}
	return item{Type: c.Type, ToGroupID: c.Peer}
}

// listed returns the conversations that have a mark or a group.
func listed(u chattest.User) (all []chattest.Conversation) {
	for _, c := range u.Conversations {
		if c.StandardMark != "" || c.CustomMark != "" || len(c.GroupIDs) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// expected returns the answer to a request that Chat has served.
func (w *world) expected(requestID string, a ask) []byte {
	if a.pages > 0 {
		return w.expectedList(requestID, a)
	}
	u := w.users[a.from]
	known := map[item]chattest.Conversation{}
	for _, c := range listed(u) {
		known[itemOf(c)] = c
	}
	e := newAnswer(requestID, a.from)
	for _, i := range a.items {
		c, found := known[i]
		e.add(u, i, c, found)
	}
	e.name(u)
	return plainJSON(e)
}

// expectedList returns the answer to a list. A page of Chat names the groups of its own
// conversations, and has marks without leading zeros.
func (w *world) expectedList(requestID string, a ask) []byte {
	u := w.users[a.data]
	e := newAnswer(requestID, a.from)
	for page := range slices.Chunk(listed(u), pageSize) {
		for _, c := range page {
			c.StandardMark = strings.TrimLeft(c.StandardMark, "0")
			e.add(u, itemOf(c), c, true)
		}
		e.name(u)
	}
	return plainJSON(e)
}

// newAnswer returns an answer without conversations, and without null.
func newAnswer(requestID, from string) *answer {
	return &answer{RequestID: requestID, FromAccount: from, Conversations: []conversation{}, Groups: []group{}}
}

func (a *answer) add(u chattest.User, i item, c chattest.Conversation, found bool) {
	a.Conversations = append(a.Conversations, entry(i, c, found, u.Groups))
}

// name adds the new groups of the conversations so far, sorted by id, as in a reply of Chat.
func (a *answer) name(u chattest.User) {
	used := map[int]bool{}
	for _, c := range a.Conversations {
		for _, g := range c.Groups {
			used[g.ID] = true
		}
	}
	for _, g := range a.Groups {
		used[g.ID] = false
	}
	for _, g := range u.Groups {
		if used[g.ID] {
			a.Groups = append(a.Groups, group{ID: g.ID, Name: &g.Name})
		}
	}
}

func entry(i item, c chattest.Conversation, found bool, groups []chattest.Group) conversation {
	e := conversation{
		ConversationID: "C2C" + i.ToAccount, Type: "C2C", UserID: i.ToAccount, Found: found,
		StandardMark: c.StandardMark, CustomMark: c.CustomMark, MarkList: []uint64{}, Groups: []group{},
	}
	if i.Type == chattest.GroupChat {
		e.ConversationID, e.Type, e.GroupID = "GROUP"+i.ToGroupID, "GROUP", i.ToGroupID
	}
	for bit, character := range slices.Backward([]byte(c.StandardMark)) {
		if character == '1' {
			e.MarkList = append(e.MarkList, 1<<(len(c.StandardMark)-1-bit))
		}
	}
	has := func(mark uint64) bool { return slices.Contains(e.MarkList, mark) }
	e.Marks = marks{Star: has(1), Unread: has(2), Fold: has(4), Hide: has(8)}
	for _, id := range c.GroupIDs {
		g := group{ID: id}
		if n := slices.IndexFunc(groups, func(g chattest.Group) bool { return g.ID == id }); n >= 0 {
			g.Name = &groups[n].Name
		}
		e.Groups = append(e.Groups, g)
	}
	if c.Timestamp != 0 {
		at := time.Unix(c.Timestamp, 0).UTC().Format(time.RFC3339)
		e.UpdatedAt = &at
	}
	return e
}

// plainJSON encodes without escaping <, > and &.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // every type here can be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
