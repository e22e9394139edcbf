package chat

import (
	"context"
	"slices"
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

// SearchContactGroupInput asks for the marks and groups that FromAccount has
// on the conversations of ContactItem.
type SearchContactGroupInput struct {
	FromAccount string        // UserID: 1 to 32 bytes of printable ASCII
	ContactItem []ContactItem // 1 to Options.MaxConversations
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
			return nil, searchContactGroup.error(0, err)
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
	if err != nil {
		return nil, searchContactGroup.error(attempts, err)
	}
	out.Attempts = attempts
	return out, nil
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
