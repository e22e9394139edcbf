package chat

import (
	"context"
	"slices"
	"time"
)

// ContactType is the type of a conversation, with Chat's values.
type ContactType int

// The types of conversations.
const (
	TypeC2C   ContactType = 1 // one-to-one, with another user
	TypeGroup ContactType = 2 // of a group
)

// ContactItem names a conversation of a user: ToAccount for [TypeC2C],
// ToGroupID for [TypeGroup]. It can be compared and serve as the key of a map.
type ContactItem struct {
	Type      ContactType
	ToAccount string // UserID of the other: 1 to 32 bytes of printable ASCII
	ToGroupID string // 1 to 48 bytes of printable ASCII; 96 where it begins @TGS#_
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
	Marks          Marks     // the same, read
	CustomMark     string    // free text of the app
	ContactGroupID []int64   // the groups that the conversation is in
	Timestamp      time.Time // last change of marks or groups, in whole seconds, UTC; zero where Chat gave none
}

// GroupItem is a conversation group of the user.
type GroupItem struct {
	GroupID   int64
	GroupName *string // nil where Chat gave none
}

// SearchContactGroupOutput is Chat's answer: a result for each conversation
// that has one, in Chat's order, which is not that of the request.
type SearchContactGroupOutput struct {
	ContactResultItem []ContactResultItem
	GroupItem         []GroupItem
	Attempts          int // requests made, repeats and retries included

	place []int // in ContactResultItem, for each conversation of the input; -1 if Chat left it out
}

// Result is the result of the conversation ContactItem[i] of the input, nil if Chat
// left it out. If Chat repeats a conversation, the first result counts, also if the
// input repeats it.
func (o *SearchContactGroupOutput) Result(i int) *ContactResultItem {
	if o.place[i] < 0 {
		return nil
	}
	return &o.ContactResultItem[o.place[i]]
}

// SearchContactGroup asks Chat which marks and conversation groups a user has
// on a set of conversations. A conversation that stands twice in the input is
// asked for once. More than 300 become several calls, at most three at a time,
// answered as one.
//
// It waits no longer than ctx allows, and begins no wait that could not end in
// time. For its errors see the package's documentation.
func (c *Client) SearchContactGroup(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	if in == nil {
		in = &SearchContactGroupInput{} // refused like any other empty one
	}
	items, index := unique(in.ContactItem)
	once, send := in, c.call
	if n := len(in.ContactItem); len(items) < n || n > MaxConversationsPerCall {
		// The places in its error are those of the whole input.
		if err := in.Validate(c.options.MaxConversations); err != nil {
			return nil, operationError(err)
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

// unique is items, each once, and where each is.
func unique(items []ContactItem) (once []ContactItem, index map[ContactItem]int) {
	index = make(map[ContactItem]int, len(items))
	for _, item := range items {
		if _, repeated := index[item]; !repeated {
			index[item] = len(index)
			once = append(once, item)
		}
	}
	return once, index
}
