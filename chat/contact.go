package chat

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// ContactType is the type of a conversation, with Chat's values.
type ContactType int

// The types of conversations.
const (
	TypeC2C   ContactType = 1 // one-to-one, with another user
	TypeGroup ContactType = 2 // of a group
)

// ContactItem names a conversation of a user: ToAccount for [TypeC2C],
// ToGroupID for [TypeGroup]. It is comparable, so it can be a map key.
type ContactItem struct {
	Type      ContactType
	ToAccount string // UserID of the other user: 1 to 32 bytes of printable ASCII
	ToGroupID string // 1 to 48 bytes of printable ASCII; 96 if it begins with @TGS#_
}

// ContactResultItem is Chat's result for a conversation.
type ContactResultItem struct {
	ContactItem
	StandardMark   string    // Chat's text, unchanged
	Marks          Marks     // the same, parsed
	CustomMark     string    // free text of the app
	ContactGroupID []int64   // the groups of the conversation
	Timestamp      time.Time // last change of marks or groups, in whole seconds, UTC; zero if Chat gave none
}

// GroupItem is a conversation group of the user.
type GroupItem struct {
	GroupID   int64
	GroupName *string // nil if Chat gave none
}

// appendString appends s as a JSON string. It ignores the error, which reports invalid
// UTF-8: validation has excluded that.
func appendString(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// size estimates the memory of c. It is less than the text of c in an answer.
func (c *ContactResultItem) size() int {
	return 128 + len(c.ToAccount) + len(c.ToGroupID) + len(c.StandardMark) + len(c.CustomMark) + 8*len(c.ContactGroupID)
}

// results reads an array of results and reuses the memory of items. It drops results
// without an ID: no caller can have asked for them, and a reply full of them must not
// fill the memory.
func (r *reader) results(name string, items []ContactResultItem) []ContactResultItem {
	items, r.nameless = items[:0], false
	for in := r.open('[', name); in && r.more(']'); {
		items = append(items, ContactResultItem{})
		c := &items[len(items)-1]
		for in := r.open('{', "a result"); in && r.more('}'); {
			switch string(r.name()) {
			case "Type":
				c.Type = ContactType(r.integer("Type"))
			case "To_Account":
				c.ToAccount = r.text("To_Account")
			case "ToGroupId":
				c.ToGroupID = r.text("ToGroupId")
			case "StandardMark":
				var err error
				c.StandardMark = r.text("StandardMark")
				if c.Marks, err = ParseStandardMark(c.StandardMark); err != nil {
					r.note(err.Error())
				}
			case "CustomMark":
				c.CustomMark = r.text("CustomMark")
			case "ContactGroupId":
				begin := len(r.ids)
				for in := r.open('[', "ContactGroupId"); in && r.more(']'); {
					r.ids = append(r.ids, r.integer("ContactGroupId"))
				}
				c.ContactGroupID = r.ids[begin:len(r.ids):len(r.ids)]
			case "Timestamp":
				c.Timestamp = r.timestamp("Timestamp")
			case "ResultCode":
				if r.integer("ResultCode") != 0 {
					r.note("a ResultCode other than 0")
				}
			default:
				r.value()
			}
		}
		// Some replies also contain an empty ID of the other type. The key has only
		// the ID of its type.
		switch c.Type {
		case TypeC2C:
			c.ToGroupID = ""
		case TypeGroup:
			c.ToAccount = ""
		default:
			r.nameless = true
		}
		if c.ToAccount == "" && c.ToGroupID == "" {
			r.nameless = true
			items = items[:len(items)-1]
		}
	}
	return items
}

// groupSet contains each group once, with the first name found.
type groupSet struct {
	items []GroupItem
	index map[int64]int // in items
	size  int           // of items; less than their text in an answer
}

func (s *groupSet) add(groups ...GroupItem) {
	if s.index == nil {
		s.index = make(map[int64]int, len(groups))
	}
	for _, g := range groups {
		i, known := s.index[g.GroupID]
		if !known {
			i = len(s.items)
			s.index[g.GroupID] = i
			s.items = append(s.items, GroupItem{GroupID: g.GroupID})
			s.size += 16
		}
		if s.items[i].GroupName == nil && g.GroupName != nil {
			s.items[i].GroupName = g.GroupName
			s.size += len(*g.GroupName)
		}
	}
}

// groups reads an array of groups. It drops groups without an id, because no
// conversation can refer to them.
func (r *reader) groups() []GroupItem {
	var set groupSet
	for in := r.open('[', "GroupItem"); in && r.more(']'); {
		var g GroupItem
		hasID := false
		for in := r.open('{', "a GroupItem"); in && r.more('}'); {
			switch string(r.name()) {
			case "GroupId":
				hasID = r.dec.PeekKind() != 'n'
				g.GroupID = r.integer("GroupId")
			case "GroupName":
				g.GroupName = nil
				if r.dec.PeekKind() != 'n' {
					g.GroupName = new(r.text("GroupName"))
				} else {
					r.value()
				}
			default:
				r.value()
			}
		}
		if hasID {
			set.add(g)
		}
	}
	return set.items
}
