package chattest

import (
	"bytes"
	"slices"
	"sync"
)

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
