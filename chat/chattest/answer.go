package chattest

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// answer is a successful answer, in the order of the vendor's sample. The
// result stands under ContactResultItem there and in the official client SDK;
// the page's own table of fields says ContactItem, which the step "older" plays.
type answer struct {
	ContactResultItem []resultItem `json:"ContactResultItem,omitzero"`
	ContactItem       []resultItem `json:"ContactItem,omitzero"`
	GroupItem         []groupItem  `json:"GroupItem"`
	verdict
}

// resultItem shows an empty StandardMark but neither an empty CustomMark nor
// an empty ContactGroupId, as the samples of search and get_contact_group do.
type resultItem struct {
	Type           int    `json:"Type"`
	ToAccount      string `json:"To_Account,omitempty"`
	ToGroupID      string `json:"ToGroupId,omitempty"`
	StandardMark   string `json:"StandardMark"`
	CustomMark     string `json:"CustomMark,omitempty"`
	ContactGroupID []int  `json:"ContactGroupId,omitempty"`
	Timestamp      int64  `json:"Timestamp"`
}

type groupItem struct {
	GroupName string `json:"GroupName"`
	GroupID   int    `json:"GroupId"`
}

// verdict is what ends every answer of Chat, and all there is of a refusal.
type verdict struct {
	ActionStatus string `json:"ActionStatus"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

// search answers a request in the order of the data, not of the request:
// Chat promises no order, so a client must not lean on one.
func (d *Data) search(q search) (answer, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	u, ok := d.users[q.from]
	if !ok {
		return answer{}, refuse(50001, "user %q has not been imported", q.from)
	}
	asked := make(map[contact]bool, len(q.items))
	for _, c := range q.items {
		if c.kind == GroupChat && d.disbanded[c.peer] {
			return answer{}, refuse(51007, "group %q has been disbanded", c.peer)
		}
		asked[c] = true
	}
	items := []resultItem{}
	used := map[int]bool{}
	for _, c := range u.Conversations {
		if asked[c.key()] && c.answered() {
			items = append(items, c.wire())
			for _, id := range c.GroupIDs {
				used[id] = true
			}
		}
	}
	return answer{ContactResultItem: items, GroupItem: u.wireGroups(used), verdict: verdict{ActionStatus: "OK"}}, nil
}

func (c Conversation) wire() resultItem {
	i := resultItem{
		Type:           c.Type,
		StandardMark:   c.StandardMark,
		CustomMark:     c.CustomMark,
		ContactGroupID: slices.Clone(c.GroupIDs),
		Timestamp:      c.Timestamp,
	}
	if c.Type == C2C {
		i.ToAccount = c.Peer
	} else {
		i.ToGroupID = c.Peer
	}
	return i
}

// wireGroups lists those groups that the answer refers to, by id.
func (u User) wireGroups(used map[int]bool) []groupItem {
	groups := []groupItem{}
	for _, g := range u.Groups {
		if used[g.ID] {
			groups = append(groups, groupItem{GroupName: g.Name, GroupID: g.ID})
		}
	}
	slices.SortFunc(groups, func(a, b groupItem) int { return cmp.Compare(a.GroupID, b.GroupID) })
	return groups
}

// older moves the result to the name that the table of the vendor's page gives it.
func (a answer) older() answer {
	a.ContactItem, a.ContactResultItem = a.ContactResultItem, nil
	return a
}

// encode writes any of the types of this file, which always can be written:
// text that is not UTF-8 is replaced.
func encode(v any) []byte {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err)
	}
	return b
}

// movedPath is where a redirect leads: to a path that Chat refuses with 60009,
// so that a client which follows gives itself away in the journal.
const movedPath = "/v4/recentcontact/moved"

// bigSize is the least that a big answer has.
const bigSize = 4<<20 + 1

var (
	errorPage  = []byte("<html>\r\n<head><title>Error</title></head>\r\n<body><center><h1>Error</h1></center></body>\r\n</html>\r\n")
	portalPage = []byte("<!DOCTYPE html>\n<html><head><title>Sign in to this network</title></head><body>Welcome</body></html>\n")
	garbage    = []byte(`{"ContactResultItem": [ oops`)
	// undocumented has every documented name, each with a wrong type.
	undocumented = []byte(`{"ContactResultItem":{"Type":"1"},"GroupItem":"none","ActionStatus":true,"ErrorCode":"0","ErrorInfo":0}`)
)

// sample is the answer of the vendor's page, which demoUser has the data of.
var sample = encode(answer{
	ContactResultItem: sampleItems,
	GroupItem:         demoUser().wireGroups(map[int]bool{1: true, 2: true}),
	verdict:           verdict{ActionStatus: "OK"},
})

var sampleItems = []resultItem{demoUser().Conversations[0].wire(), demoUser().Conversations[1].wire()}

// endlessPiece is some 32 KiB of blanks, which JSON allows anywhere between
// values: a decoder never finds a reason of its own to stop.
var endlessPiece = bytes.Repeat([]byte(" "), 32<<10)

// bigAnswer is a valid answer with far more items than anybody asked for, made when
// it is first needed.
var bigAnswer = sync.OnceValue(func() []byte {
	n := bigSize/len(encode(sampleItems[0])) + 1
	return encode(answer{
		ContactResultItem: slices.Repeat(sampleItems[:1], n),
		GroupItem:         []groupItem{},
		verdict:           verdict{ActionStatus: "OK"},
	})
})
