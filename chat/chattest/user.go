package chattest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The two types of a conversation, as Chat numbers them.
const (
	// C2C is a conversation with one user.
	C2C = 1
	// GroupChat is a conversation in a group.
	GroupChat = 2
)

// Chat's limits for the data of a user: 20 conversation groups, 1000 grouped and 1000
// marked conversations (https://www.tencentcloud.com/document/product/1047/53442), a
// group name of 64 bytes (1047/53437; 32 on older pages), 64 bits of standard mark and
// 256 bytes of custom mark (1047/53438).
const (
	maxGroups       = 20
	maxMarkedOrIn   = 1000
	maxGroupName    = 64
	maxStandardMark = 64
	maxCustomMark   = 256
)

// User is an imported account with its conversation groups and conversations.
type User struct {
	Groups        []Group        `json:"groups"`
	Conversations []Conversation `json:"conversations"`
}

// Group is a conversation group of one user, not to be confused with a group chat.
type Group struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// Conversation is one conversation of a user. Without mark and group it is omitted from
// every answer, as if it did not exist, unless a [Variant] includes it.
type Conversation struct {
	// Type is C2C or GroupChat.
	Type int `json:"type"`
	// Peer is the other user's UserID, or the group's id.
	Peer string `json:"peer"`
	// StandardMark is a string of 0 and 1. Its right-most character is bit 0.
	StandardMark string `json:"standardMark,omitempty"`
	// CustomMark is free text of the app.
	CustomMark string `json:"customMark,omitempty"`
	// GroupIDs are the ids of its conversation groups. If the user has no group with an
	// id, the answer has no name for it. Clients can get such answers when a group is
	// deleted during a call.
	GroupIDs []int `json:"groupIDs,omitempty"`
	// Timestamp is the last change of mark or group, in Unix seconds.
	Timestamp int64 `json:"timestamp"`
}

func (c Conversation) marked() bool   { return c.StandardMark != "" || c.CustomMark != "" }
func (c Conversation) grouped() bool  { return len(c.GroupIDs) > 0 }
func (c Conversation) key() contact   { return contact{kind: c.Type, peer: c.Peer} }
func (c Conversation) answered() bool { return c.marked() || c.grouped() }

func (u User) clone() User {
	u.Groups = slices.Clone(u.Groups)
	u.Conversations = slices.Clone(u.Conversations)
	for i, c := range u.Conversations {
		u.Conversations[i].GroupIDs = slices.Clone(c.GroupIDs)
	}
	return u
}

// check returns an error if a user exceeds Chat's limits.
func (u User) check() error {
	if err := checkGroups(u.Groups); err != nil {
		return err
	}
	seen, marked, grouped := map[contact]bool{}, 0, 0
	for i, c := range u.Conversations {
		if err := c.check(); err != nil {
			return fmt.Errorf("conversation %d: %w", i+1, err)
		}
		if seen[c.key()] {
			return fmt.Errorf("conversation %d: %q is there twice", i+1, c.Peer)
		}
		seen[c.key()] = true
		marked += count(c.marked())
		grouped += count(c.grouped())
	}
	if marked > maxMarkedOrIn || grouped > maxMarkedOrIn {
		return fmt.Errorf("over %d marked or grouped conversations", maxMarkedOrIn)
	}
	return nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func checkGroups(groups []Group) error {
	if len(groups) > maxGroups {
		return fmt.Errorf("%d conversation groups, over %d", len(groups), maxGroups)
	}
	seen := map[int]bool{}
	for i, g := range groups {
		switch {
		case g.ID < 1:
			return fmt.Errorf("group %d: id %d is not positive", i+1, g.ID)
		case seen[g.ID]:
			return fmt.Errorf("group %d: id %d is there twice", i+1, g.ID)
		case g.Name == "" || len(g.Name) > maxGroupName:
			return fmt.Errorf("group %d: name has %d bytes, not 1 to %d", i+1, len(g.Name), maxGroupName)
		case !utf8.ValidString(g.Name):
			return fmt.Errorf("group %d: name is not UTF-8", i+1)
		}
		seen[g.ID] = true
	}
	return nil
}

func (c Conversation) check() error {
	switch {
	case len(c.StandardMark) > maxStandardMark || strings.Trim(c.StandardMark, "01") != "":
		return fmt.Errorf("standard mark is not up to %d characters 0 and 1", maxStandardMark)
	case len(c.CustomMark) > maxCustomMark:
		return fmt.Errorf("custom mark has %d bytes, over %d", len(c.CustomMark), maxCustomMark)
	case !utf8.ValidString(c.CustomMark):
		return errors.New("custom mark is not UTF-8")
	case slices.ContainsFunc(c.GroupIDs, func(id int) bool { return id < 1 }):
		return errors.New("a group id is not positive")
	case c.Timestamp < 0:
		return errors.New("timestamp is negative")
	}
	return c.key().check()
}
