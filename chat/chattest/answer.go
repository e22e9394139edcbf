package chattest

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// answer is a successful answer to a search, in the order of the vendor's sample. The
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
	ActionStatus string `json:"ActionStatus,omitzero"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

// search answers a request in the order of the data, not of the request:
// Chat promises no order, so a client must not lean on one.
func (a App) search(from string, contacts []contact) (answer, error) {
	a.Data.mu.RLock()
	defer a.Data.mu.RUnlock()
	u, err := a.user(from)
	if err != nil {
		return answer{}, err
	}
	asked := make(map[contact]bool, len(contacts))
	for _, c := range contacts {
		if c.kind == GroupChat && a.Data.disbanded[c.peer] {
			return answer{}, refuse(51007, "group %q has been disbanded", c.peer)
		}
		asked[c] = true
	}
	items := []resultItem{}
	for _, c := range u.Conversations {
		if asked[c.key()] && (c.answered() || a.Variant.KeepUnmarked) {
			items = append(items, c.wire())
		}
	}
	return answer{ContactResultItem: items, GroupItem: u.wireGroups(items, a.Variant.AllGroups), verdict: a.success()}, nil
}

// user finds the one that a request is about. The caller holds the lock of the data.
func (a App) user(id string) (User, error) {
	u, ok := a.Data.users[id]
	if !ok && !a.Variant.EmptyUnknownUser {
		return User{}, refuse(50001, "user %q has not been imported", id)
	}
	return u, nil
}

func (a App) success() verdict {
	if a.Variant.NoActionStatus {
		return verdict{}
	}
	return verdict{ActionStatus: "OK"}
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

// wireGroups lists the groups that items refer to, or all, by id.
func (u User) wireGroups(items []resultItem, all bool) []groupItem {
	used := map[int]bool{}
	for _, item := range items {
		for _, id := range item.ContactGroupID {
			used[id] = true
		}
	}
	groups := []groupItem{}
	for _, g := range u.Groups {
		if all || used[g.ID] {
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
	GroupItem:         demoUser().wireGroups(sampleItems, false),
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
