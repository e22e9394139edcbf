package chattest

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// answer is a successful answer to a search, with the members in the order of the
// vendor's sample. The sample and the official client SDK name the results
// ContactResultItem. The page's table of fields names them ContactItem, as the step
// "older" does.
type answer struct {
	ContactResultItem []resultItem `json:"ContactResultItem,omitzero"`
	ContactItem       []resultItem `json:"ContactItem,omitzero"`
	GroupItem         []groupItem  `json:"GroupItem"`
	verdict
}

// resultItem includes an empty StandardMark but omits an empty CustomMark and an empty
// ContactGroupId, like the samples of search and get_contact_group.
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

// verdict is the end of every answer of Chat. A refusal contains only a verdict.
type verdict struct {
	ActionStatus string `json:"ActionStatus,omitzero"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

// search answers a request in the order of the data, not of the request:
// Chat promises no order, so a client must not rely on one.
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

// user returns the user of a request. The caller must hold the lock of the data.
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

// older moves the results to ContactItem, the name in the table of the vendor's page.
func (a answer) older() answer {
	a.ContactItem, a.ContactResultItem = a.ContactResultItem, nil
	return a
}

// encode marshals any of the types of this file. That cannot fail: invalid UTF-8 is
// replaced.
func encode(v any) []byte {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err)
	}
	return b
}

// movedPath is the target of a redirect. Chat refuses it with 60009, so the journal
// shows whether a client follows redirects.
const movedPath = "/v4/recentcontact/moved"

// bigSize is the minimum size of a big answer.
const bigSize = 4<<20 + 1

var (
	errorPage  = []byte("<html>\r\n<head><title>Error</title></head>\r\n<body><center><h1>Error</h1></center></body>\r\n</html>\r\n")
	portalPage = []byte("<!DOCTYPE html>\n<html><head><title>Sign in to this network</title></head><body>Welcome</body></html>\n")
	garbage    = []byte(`{"ContactResultItem": [ oops`)
	// undocumented has every documented name, each with a wrong type.
	undocumented = []byte(`{"ContactResultItem":{"Type":"1"},"GroupItem":"none","ActionStatus":true,"ErrorCode":"0","ErrorInfo":0}`)
)

// sample is the answer of the vendor's page, made from the data of demoUser.
var sample = encode(answer{
	ContactResultItem: sampleItems,
	GroupItem:         demoUser().wireGroups(sampleItems, false),
	verdict:           verdict{ActionStatus: "OK"},
})

var sampleItems = []resultItem{demoUser().Conversations[0].wire(), demoUser().Conversations[1].wire()}

// endlessPiece is 32 KiB of blanks. JSON allows blanks anywhere between values, so a
// decoder never finds an error.
var endlessPiece = bytes.Repeat([]byte(" "), 32<<10)

// bigAnswer returns a valid answer with far more items than a request can name. It is
// made on first use.
var bigAnswer = sync.OnceValue(func() []byte {
	n := bigSize/len(encode(sampleItems[0])) + 1
	return encode(answer{
		ContactResultItem: slices.Repeat(sampleItems[:1], n),
		GroupItem:         []groupItem{},
		verdict:           verdict{ActionStatus: "OK"},
	})
})
