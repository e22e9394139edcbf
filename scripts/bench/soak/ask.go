package soak

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"

	"chatmarks/chat/chattest"
)

const (
	maxItems     = 300
	markerPrefix = "call_"
)

// ask is one request for marks: a search or, without items, a list.
type ask struct {
	marker string // To_Account of a conversation that nobody has, or From_Account of a list; it identifies the ask in the journal
	app    int    // whose marks; its place in world.apps
	from   string
	items  []item
	pages  int    // the pages of a list; 0 for a search
	data   string // the user whose conversations a list has; empty for nobody's
	body   []byte
	flaw   string // the word of a failure that the function finds without Chat; empty if it must call Chat

	refusal string // the whole answer to a flaw of the body, with ID for the request's id
}

// newAsk draws a request that Chat can serve, or that Chat refuses: in a few, the user is not imported or a group is gone. One in three
// is a list.
func (w *world) newAsk(random *rand.Rand, marker string) ask {
	if random.IntN(3) == 0 {
		return w.newList(random, marker)
	}
	a := ask{marker: marker, app: random.IntN(apps), from: userID(random.IntN(users)), items: []item{{Type: chattest.C2C, ToAccount: marker}}}
	switch random.IntN(50) {
	case 0:
		a.from = stranger
	case 1:
		a.items = append(a.items, item{Type: chattest.GroupChat, ToGroupID: goneGroup})
	}
	all := w.users[userID(0)].Conversations // everybody has the same peers
	size := newSize(random)
	for _, n := range random.Perm(len(all))[:size-1] {
		a.items = append(a.items, itemOf(all[n]))
	}
	a.items = a.items[:min(len(a.items), maxItems)]
	if len(a.items) > 2 && random.IntN(5) == 0 {
		a.items[len(a.items)-1] = a.items[1] // asked for twice
	}
	random.Shuffle(len(a.items), func(i, j int) { a.items[i], a.items[j] = a.items[j], a.items[i] })
	a.body = encodeRequest(a.from, a.items)
	return a
}

// newList draws a request for all conversations of a user. No other ask has this user, because only the user identifies a list.
func (w *world) newList(random *rand.Rand, marker string) ask {
	a := ask{marker: marker, app: random.IntN(apps), from: marker, pages: 1}
	if random.IntN(25) > 0 {
		a.data = userID(random.IntN(users))
		a.pages = (len(listed(w.users[a.data])) + pageSize - 1) / pageSize
		w.imported(marker, a.data)
	}
	a.body = plainJSON(struct {
		FromAccount string `json:"From_Account"`
		AllContacts bool
	}{marker, true})
	return a
}

// newSize draws a size between 2 and 300, small sizes more often than large ones.
func newSize(random *rand.Rand) int {
	switch random.IntN(10) {
	case 0:
		return maxItems
	case 1, 2:
		return 30 + random.IntN(maxItems-30)
	case 3, 4, 5:
		return 3 + random.IntN(27)
	}
	return 2
}

func encodeRequest(from string, items []item) []byte {
	return plainJSON(struct {
		FromAccount string `json:"From_Account"`
		ContactItem []item `json:"ContactItem"`
	}{from, items})
}

// spoiled returns the ask with the body of a case that the function refuses, and with the case's answer.
func (w *world) spoiled(random *rand.Rand, a ask) ask {
	r := w.refusals[random.IntN(len(w.refusals))]
	a.body, a.flaw, a.refusal = []byte(r.body), r.word, r.answer
	return a
}

// insert adds a field at the beginning of the body.
func (a *ask) insert(field string) { a.body = slices.Concat([]byte("{"+field+","), a.body[1:]) }

// markerOf returns the marker in the body of a request to Chat.
func markerOf(body []byte) string {
	for _, name := range []string{`"To_Account":"`, `"From_Account":"`} {
		_, rest, _ := bytes.Cut(body, []byte(name+markerPrefix))
		if text, _, found := bytes.Cut(rest, []byte(`"`)); found {
			return markerPrefix + string(text)
		}
	}
	return ""
}

// newMarker returns the marker of an ask of a call.
func newMarker(call uint64, record int) string {
	return fmt.Sprintf("%s%d_%d", markerPrefix, call, record)
}
