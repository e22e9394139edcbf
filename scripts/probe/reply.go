package main

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// The commands of Chat.
const (
	search = "search_contact_group"
	page   = "get_contact_group"
)

// reply is the part of a reply that the doubts need.
type reply struct {
	ContactResultItem, ContactItem []contact
	GroupItem                      []struct {
		GroupID *int64 `json:"GroupId"`
	}
	ActionStatus   jsontext.Value
	ErrorCode      *int64
	CompleteFlag   *int64
	NextStartIndex jsontext.Value

	command string
}

type contact struct {
	Type           chat.ContactType
	ToAccount      string  `json:"To_Account"`
	ToGroupID      string  `json:"ToGroupId"`
	StandardMark   string  `json:"StandardMark"`
	CustomMark     string  `json:"CustomMark"`
	ContactGroupID []int64 `json:"ContactGroupId"`
}

// replies returns the replies without an error of Chat, if the client accepted the call.
// No other reply shows what Chat does.
func (c *call) replies() (all []reply) {
	if c.Outcome != accepted {
		return nil
	}
	for _, x := range c.exchanges {
		var r reply
		err := json.Unmarshal(x.body, &r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		if err == nil && x.Status == http.StatusOK && r.ErrorCode != nil && *r.ErrorCode == 0 {
			r.command = x.Command
			all = append(all, r)
		}
	}
	return all
}

// replies returns the replies to all calls.
func replies(calls []*call) (all []reply) {
	for _, c := range calls {
		all = append(all, c.replies()...)
	}
	return all
}

// items returns the conversations of the array that the client reads.
func (r reply) items() []contact {
	if r.command == search && r.ContactResultItem != nil {
		return r.ContactResultItem
	}
	return r.ContactItem
}

// find returns the first result for a conversation, or nil.
func (r reply) find(asked chat.ContactItem) *contact {
	for _, c := range r.items() {
		if c.key() == asked {
			return &c
		}
	}
	return nil
}

// groups returns the groups that a reply lists, and those of its conversations.
func (r reply) groups() (listed, used map[int64]bool) {
	listed, used = map[int64]bool{}, map[int64]bool{}
	for _, g := range r.GroupItem {
		if g.GroupID != nil { // the client drops a group without an id
			listed[*g.GroupID] = true
		}
	}
	for _, c := range r.items() {
		for _, id := range c.ContactGroupID {
			used[id] = true
		}
	}
	return listed, used
}

func (r reply) complete() bool { return r.CompleteFlag != nil && *r.CompleteFlag == 1 }

// key has only the ID of the contact's type, as in the client.
func (c contact) key() chat.ContactItem {
	if c.Type == chat.TypeC2C {
		return chat.ContactItem{Type: c.Type, ToAccount: c.ToAccount}
	}
	return chat.ContactItem{Type: c.Type, ToGroupID: c.ToGroupID}
}

func (c contact) empty() bool {
	return strings.Trim(c.StandardMark, "0") == "" && c.CustomMark == "" && len(c.ContactGroupID) == 0
}
