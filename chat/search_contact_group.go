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

// SearchContactGroupOutput is Chat's answer: a result for each conversation that has
// one. The order is Chat's, not that of the request.
type SearchContactGroupOutput struct {
	ContactResultItem []ContactResultItem
	GroupItem         []GroupItem
	Attempts          int // includes retries and re-signed calls, not the replacement of a dead connection

	place []int // index in ContactResultItem for each conversation of the input; -1 if Chat omitted it
}

// Result returns the result for ContactItem[i] of the input. It is nil if Chat omitted
// the conversation or if the output does not come from a client. If Chat or the input
// repeats a conversation, the first result counts.
func (o *SearchContactGroupOutput) Result(i int) *ContactResultItem {
	if i >= len(o.place) || o.place[i] < 0 {
		return nil
	}
	return &o.ContactResultItem[o.place[i]]
}

// SearchContactGroup asks Chat which marks and conversation groups a user has
// on a set of conversations. It asks only once for a conversation that the input
// repeats. It splits more than 300 conversations into several calls, at most three at
// a time, and merges their outputs.
//
// It waits no longer than ctx allows, and does not begin a wait that would end too late.
// For its errors see the package's documentation.
func (c *Client) SearchContactGroup(ctx context.Context, in *SearchContactGroupInput) (*SearchContactGroupOutput, error) {
	if in == nil {
		in = &SearchContactGroupInput{} // refused like any other empty input
	}
	items, index := unique(in.ContactItem)
	once, send := in, c.search
	if n := len(in.ContactItem); len(items) < n || n > MaxConversationsPerCall {
		// Validate the whole input here: the indexes in the error refer to it.
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

// unique returns items without repeats, and the index of each.
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

// encodeSearch returns the body of the call.
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

// decodeSearch parses a reply. The results are named ContactResultItem in every
// sample, but ContactItem in the vendor's table of fields.
func decodeSearch(body []byte) (*SearchContactGroupOutput, error) {
	r := newReader(body)
	// A result takes about 130 bytes, at least half of them for names.
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
