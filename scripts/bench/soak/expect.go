package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"chatmarks/chat/chattest"
)

// The answer of the contract, its keys in the contract's order.
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

// expected is the answer to a request that Chat served.
func (w *world) expected(requestID, from string, items []item) []byte {
	u := w.users[from]
	known := map[item]chattest.Conversation{}
	for _, c := range u.Conversations {
		if c.StandardMark != "" || c.CustomMark != "" || len(c.GroupIDs) > 0 {
			known[itemOf(c)] = c
		}
	}
	names := map[int]string{}
	for _, g := range u.Groups {
		names[g.ID] = g.Name
	}
	a := answer{RequestID: requestID, FromAccount: from, Conversations: []conversation{}, Groups: []group{}}
	used := map[int]bool{}
	for _, i := range items {
		c, found := known[i]
		a.Conversations = append(a.Conversations, entry(i, c, found, names))
		for _, id := range c.GroupIDs {
			used[id] = true
		}
	}
	for _, g := range u.Groups { // sorted by id, as Chat's answer is
		if used[g.ID] {
			a.Groups = append(a.Groups, group{ID: g.ID, Name: &g.Name})
		}
	}
	return plainJSON(a)
}

func entry(i item, c chattest.Conversation, found bool, names map[int]string) conversation {
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
		if name, ok := names[id]; ok {
			g.Name = &name
		}
		e.Groups = append(e.Groups, g)
	}
	if c.Timestamp != 0 {
		at := time.Unix(c.Timestamp, 0).UTC().Format(time.RFC3339)
		e.UpdatedAt = &at
	}
	return e
}

// plainJSON leaves <, > and & as they are.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // every type here has a JSON form
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
