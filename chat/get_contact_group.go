package chat

import (
	"context"
	"slices"
	"strconv"
)

// getContactGroup is described at
// https://www.tencentcloud.com/document/product/1047/53440.
var getContactGroup = &operation[GetContactGroupInput, GetContactGroupOutput]{
	name:     "GetContactGroup",
	path:     "/v4/recentcontact/get_contact_group",
	validate: func(in *GetContactGroupInput, _ int) error { return in.Validate() },
	encode:   encodePageRequest,
	decode:   decodePage,
}

// GetContactGroupInput asks for a page of the conversations of FromAccount that
// have a mark or a group.
type GetContactGroupInput struct {
	FromAccount string // UserID: 1 to 32 bytes of printable ASCII
	StartIndex  int64  // 0 for the first page, then NextStartIndex of the previous page
}

// GetContactGroupOutput is one page, or all pages together.
type GetContactGroupOutput struct {
	ContactItem    []ContactResultItem // in Chat's order
	GroupItem      []GroupItem
	Complete       bool  // this is the last page: Chat's CompleteFlag
	NextStartIndex int64 // StartIndex of the next page; meaningless if Complete
	Attempts       int   // as in [SearchContactGroupOutput]
}

const (
	// maxPages limits the pages of one list. The size of a page is not documented.
	maxPages = 100
	// maxList limits the bytes of a list. Chat allows a user at most 2,000 conversations,
	// which take less than 1 MiB.
	maxList = 5 << 20
)

// GetContactGroup asks Chat for a page. For its errors see the package's
// documentation.
func (c *Client) GetContactGroup(ctx context.Context, in *GetContactGroupInput) (*GetContactGroupOutput, error) {
	if in == nil {
		in = &GetContactGroupInput{} // refused like any other empty input
	}
	out, attempts, err := invoke(ctx, c, getContactGroup, in)
	if err != nil {
		return nil, getContactGroup.error(attempts, err)
	}
	out.Attempts = attempts
	return out, nil
}

// AllContacts asks Chat for all pages, one after the other, and merges them. It returns
// either the whole list or an error. Its error is also a
// [*smithy.DeserializationError] if there are more than 100 pages or NextStartIndex
// does not grow, and a [*TooLargeError] if the pages contain more than 5 MiB.
//
// A list can change while its pages are read. If two pages contain a conversation, the
// later page wins, but the position is that of the first. Within one page the first
// result wins. Each group occurs once, with the first name found.
func (c *Client) AllContacts(ctx context.Context, fromAccount string) (*GetContactGroupOutput, error) {
	var l list
	attempts := 0
	fail := func(err error) (*GetContactGroupOutput, error) {
		return nil, getContactGroup.error(attempts, err)
	}
	in := GetContactGroupInput{FromAccount: fromAccount}
	for range maxPages {
		page, n, err := invoke(ctx, c, getContactGroup, &in)
		attempts += n
		if err != nil {
			return fail(err)
		}
		l.add(page)
		switch {
		case l.size+l.groups.size > maxList:
			return fail(&TooLargeError{})
		case page.Complete:
			return &GetContactGroupOutput{ContactItem: l.items, GroupItem: l.groups.items, Complete: true, Attempts: attempts}, nil
		case page.NextStartIndex <= in.StartIndex:
			return fail(undocumented("a NextStartIndex that does not grow"))
		}
		in.StartIndex = page.NextStartIndex
	}
	return fail(undocumented("a list of more than %d pages", maxPages))
}

// list merges the pages read so far.
type list struct {
	items  []ContactResultItem
	page   []int               // number of the page of each of items
	index  map[ContactItem]int // in items
	groups groupSet
	pages  int
	size   int // of items
}

func (l *list) add(page *GetContactGroupOutput) {
	l.pages++
	n := len(page.ContactItem)
	if l.index == nil {
		const likely = 4 // pages, if there is more than one
		if !page.Complete {
			n = min(likely*n, MaxConversations)
		}
		l.index, l.items, l.page = make(map[ContactItem]int, n), make([]ContactResultItem, 0, n), make([]int, 0, n)
	}
	for _, item := range page.ContactItem {
		i, known := l.index[item.ContactItem]
		switch {
		case !known:
			i = len(l.items)
			l.index[item.ContactItem] = i
			l.items, l.page = append(l.items, item), append(l.page, l.pages)
			l.size += item.size()
		case l.page[i] < l.pages:
			l.size += item.size() - l.items[i].size()
			l.items[i], l.page[i] = item, l.pages
		default:
			continue
		}
		// All ids of a page share one array. Clone lets that array be freed.
		l.items[i].ContactGroupID = slices.Clone(item.ContactGroupID)
	}
	l.groups.add(page.GroupItem...)
}

func encodePageRequest(in *GetContactGroupInput) []byte {
	b := appendString([]byte(`{"From_Account":`), in.FromAccount)
	b = strconv.AppendInt(append(b, `,"StartIndex":`...), in.StartIndex, 10)
	return append(b, '}')
}

// decodePage parses a reply. It refuses a reply with an unnamed conversation. A search
// drops such a conversation, but a list must be complete.
func decodePage(body []byte) (*GetContactGroupOutput, error) {
	r := newReader(body)
	// A result takes about 130 bytes, at least half of them for names.
	out := &GetContactGroupOutput{ContactItem: make([]ContactResultItem, 0, min(len(body)/96, MaxConversations))}
	var flag, next int64
	flagged, continued := false, false
	for in := r.open('{', "the reply"); in && r.more('}'); {
		switch name := r.name(); string(name) {
		case "ContactItem":
			out.ContactItem = r.results("ContactItem", out.ContactItem)
		case "GroupItem":
			out.GroupItem = r.groups()
		case "CompleteFlag":
			flagged = r.dec.PeekKind() == '0'
			flag = r.integer("CompleteFlag")
		case "NextStartIndex":
			continued = r.dec.PeekKind() == '0'
			next = r.integer("NextStartIndex")
		default:
			r.head(name)
		}
	}
	out.Complete, out.NextStartIndex = flag == 1, next
	switch {
	case r.nameless:
		r.note("a conversation of no known Type, or without an ID")
	case !flagged || flag != 0 && flag != 1:
		r.note("a CompleteFlag other than 0 and 1")
	case !out.Complete && !continued:
		r.note("CompleteFlag 0 without NextStartIndex")
	}
	if err := r.verdict(); err != nil {
		return nil, err
	}
	return out, nil
}
