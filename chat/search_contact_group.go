package chat

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// searchContactGroup is described at
// https://www.tencentcloud.com/document/product/1047/53442.
var searchContactGroup = &operation[SearchContactGroupInput, SearchContactGroupOutput]{
	name:     "SearchContactGroup",
	path:     "/v4/recentcontact/search_contact_group",
	validate: (*SearchContactGroupInput).Validate,
	encode:   encodeSearch,
	decode:   decodeSearch,
}

// ContactType is the type of a conversation, with Chat's values.
type ContactType int

// The types of conversations.
const (
	TypeC2C   ContactType = 1 // one-to-one, with another user
	TypeGroup ContactType = 2 // of a group
)

// ContactItem names a conversation of a user: ToAccount for [TypeC2C],
// ToGroupID for [TypeGroup]. It can be compared and be the key of a map.
type ContactItem struct {
	Type      ContactType
	ToAccount string // UserID of the other: 1 to 32 bytes of printable ASCII
	ToGroupID string // 1 to 48 bytes of printable ASCII; 96 if it begins with @TGS#_
}

// SearchContactGroupInput asks for the marks and groups that FromAccount has
// on the conversations of ContactItem.
type SearchContactGroupInput struct {
	FromAccount string        // UserID: 1 to 32 bytes of printable ASCII
	ContactItem []ContactItem // 1 to Options.MaxConversations
}

// ContactResultItem is what Chat knows of a conversation.
type ContactResultItem struct {
	ContactItem
	StandardMark   string    // Chat's text, as it came
	Marks          Marks     // the same, parsed
	CustomMark     string    // free text of the app
	ContactGroupID []int64   // the groups that the conversation is in
	Timestamp      time.Time // last change of marks or groups, in whole seconds, UTC; zero if Chat gave none
}

// GroupItem is a conversation group of the user.
type GroupItem struct {
	GroupID   int64
	GroupName *string // nil if Chat gave none
}

// SearchContactGroupOutput is Chat's answer: a result for each conversation
// that has one, in Chat's order, which is not that of the request.
type SearchContactGroupOutput struct {
	ContactResultItem []ContactResultItem
	GroupItem         []GroupItem
	Attempts          int // retries and re-signed calls included; the replacement of a dead connection is not

	place []int // in ContactResultItem, for each conversation of the input; -1 if Chat left it out
}

// Result is the result of the conversation ContactItem[i] of the input, nil if Chat
// left it out or no client made the output. If Chat repeats a conversation, the first
// result counts, also if the input repeats it.
func (o *SearchContactGroupOutput) Result(i int) *ContactResultItem {
	if i >= len(o.place) || o.place[i] < 0 {
		return nil
	}
	return &o.ContactResultItem[o.place[i]]
}

// SearchContactGroup asks Chat which marks and conversation groups a user has
// on a set of conversations. A conversation that the input repeats is asked for
// once. More than 300 become several calls, at most three at a time, answered as
// one.
//
// It waits no longer than ctx allows, and begins no wait that could not end in
// time. For its errors see the package's documentation.
func (c *Client) SearchContactGroup(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	if in == nil {
		in = &SearchContactGroupInput{} // refused like any other empty one
	}
	items, index := unique(in.ContactItem)
	once, send := in, c.search
	if n := len(in.ContactItem); len(items) < n || n > MaxConversationsPerCall {
		// The places in its error are those of the whole input.
		if err := in.Validate(c.options.MaxConversations); err != nil {
			return nil, searchContactGroup.error(err)
		}
		once = &SearchContactGroupInput{FromAccount: in.FromAccount, ContactItem: items}
	}
	if len(items) > MaxConversationsPerCall {
		send = c.split
	}
	out, err := send(ctx, once)
	if err != nil {
		return nil, err
	}
	first := slices.Repeat([]int{-1}, len(items))
	for n, result := range out.ContactResultItem {
		if i, asked := index[result.ContactItem]; asked && first[i] < 0 {
			first[i] = n
		}
	}
	out.place = first
	if len(items) < len(in.ContactItem) {
		out.place = make([]int, len(in.ContactItem))
		for i, item := range in.ContactItem {
			out.place[i] = first[index[item]]
		}
	}
	return out, nil
}

// search makes one call: at most 300 conversations.
func (c *Client) search(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	out, attempts, err := invoke(ctx, c, searchContactGroup, in)
	if err == nil {
		out.Attempts = attempts
	}
	return out, err
}

// unique is items, each once, and where each is.
func unique(items []ContactItem) (once []ContactItem, index map[ContactItem]int) {
	index = make(map[ContactItem]int, len(items))
	for n, item := range items {
		if _, repeated := index[item]; repeated {
			if once == nil {
				once = slices.Clone(items[:n])
			}
			continue
		}
		index[item] = len(index)
		if once != nil {
			once = append(once, item)
		}
	}
	if once == nil {
		once = items
	}
	return once, index
}

// encodeSearch is the body of the call.
func encodeSearch(in *SearchContactGroupInput) []byte {
	b := make([]byte, 0, 64+64*len(in.ContactItem))
	b = append(b, `{"From_Account":`...)
	b = appendString(b, in.FromAccount)
	b = append(b, `,"ContactItem":[`...)
	for i, c := range in.ContactItem {
		if i > 0 {
			b = append(b, ',')
		}
		if c.Type == TypeC2C {
			b = append(b, `{"Type":1,"To_Account":`...)
			b = appendString(b, c.ToAccount)
		} else {
			b = append(b, `{"Type":2,"ToGroupId":`...)
			b = appendString(b, c.ToGroupID)
		}
		b = append(b, '}')
	}
	return append(b, `]}`...)
}

// appendString quotes; the error says that invalid UTF-8 was replaced, and
// after validation there is none.
func appendString(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// decodeSearch reads a reply. The results are called ContactResultItem in every
// sample, ContactItem in the vendor's table of fields.
func decodeSearch(body []byte) (*SearchContactGroupOutput, error) {
	r := newReader(body)
	// A result has some 130 bytes, at least half of them names.
	out := &SearchContactGroupOutput{ContactResultItem: make([]ContactResultItem, 0, min(len(body)/96, MaxConversationsPerCall))}
	var older []ContactResultItem
	given := false
	for in := r.open('{', "the reply"); in && r.more('}'); {
		switch name := r.name(); string(name) {
		case "ContactResultItem":
			given = r.dec.PeekKind() != 'n'
			out.ContactResultItem = r.results("ContactResultItem", out.ContactResultItem)
		case "ContactItem":
			older = r.results("ContactItem", older)
		case "GroupItem":
			out.GroupItem = r.groups()
		default:
			r.head(name)
		}
	}
	if !given {
		out.ContactResultItem = older
	}
	if err := r.verdict(); err != nil {
		return nil, err
	}
	return out, nil
}

// results reads into the memory of items, and leaves out results without an ID:
// nobody can have asked for them, and a reply full of them is not to fill the memory.
func (r *reader) results(name string, items []ContactResultItem) []ContactResultItem {
	items = items[:0]
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
		// An ID of the other type is empty in some replies; the key has one only.
		switch c.Type {
		case TypeC2C:
			c.ToGroupID = ""
		case TypeGroup:
			c.ToAccount = ""
		}
		if c.ToAccount == "" && c.ToGroupID == "" {
			items = items[:len(items)-1]
		}
	}
	return items
}

// groups has each group once, and none without an id, to which no conversation
// could refer.
func (r *reader) groups() (groups []GroupItem) {
	known := map[int64]bool{}
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
		if hasID && !known[g.GroupID] {
			known[g.GroupID] = true
			groups = append(groups, g)
		}
	}
	return groups
}
