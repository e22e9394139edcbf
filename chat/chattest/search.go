package chattest

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxItems is the number of conversations that one request may name
// (https://www.tencentcloud.com/document/product/1047/53442).
const maxItems = 300

// object is a JSON object. Its names match exactly, and the decoder refuses repeated
// names.
type object map[string]jsontext.Value

func parseObject(text jsontext.Value) (object, bool) {
	var o object
	err := json.Unmarshal(text, &o)
	return o, err == nil && o != nil
}

// unknown returns the name of a member that is not allowed, if there is one.
func (o object) unknown(allowed ...string) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(allowed, name) {
			return name, true
		}
	}
	return "", false
}

// text reads a member that must be a JSON string.
func (o object) text(name string) (string, bool) {
	var s string
	if o[name].Kind() != '"' || json.Unmarshal(o[name], &s) != nil {
		return "", false
	}
	return s, true
}

func searchContactGroup(app App, _ time.Time, body []byte) (any, error) {
	o, from, err := parseBody(body, "ContactItem")
	if err != nil {
		return nil, err
	}
	items, err := parseItems(o["ContactItem"])
	if err != nil {
		return nil, err
	}
	return app.search(from, items)
}

// parseBody parses the body of a command: From_Account and one other member.
func parseBody(body []byte, member string) (o object, from string, err error) {
	o, ok := parseObject(body)
	if !ok {
		return nil, "", refuse(60003, "body is not a JSON object")
	}
	if from, err = o.fromAccount(); err != nil {
		return nil, "", err
	}
	if _, found := o.unknown("From_Account", member); found {
		return nil, "", refuse(50002, "body holds a member other than From_Account and %s", member)
	}
	return o, from, nil
}

func (o object) fromAccount() (string, error) {
	if _, there := o["From_Account"]; !there {
		return "", refuse(50002, "From_Account is missing")
	}
	from, ok := o.text("From_Account")
	if !ok {
		return "", refuse(60015, "From_Account is not a string")
	}
	if err := checkID("From_Account", from, maxUserID); err != nil {
		return "", refuse(50002, "%v", err)
	}
	return from, nil
}

func parseItems(text jsontext.Value) ([]contact, error) {
	var raw []jsontext.Value
	if text.Kind() != '[' || json.Unmarshal(text, &raw) != nil {
		return nil, refuse(50002, "ContactItem is missing or not an array")
	}
	if len(raw) == 0 || len(raw) > maxItems {
		return nil, refuse(50002, "ContactItem has %d items, not 1 to %d", len(raw), maxItems)
	}
	items := make([]contact, 0, len(raw))
	for i, r := range raw {
		c, err := parseItem(i, r)
		if err != nil {
			return nil, err
		}
		items = append(items, c)
	}
	return items, nil
}

// peers maps each type, as written on the wire, to the member with the ID of the peer.
var peers = map[string]struct {
	kind          int
	member, other string
}{
	"1": {kind: C2C, member: "To_Account", other: "ToGroupId"},
	"2": {kind: GroupChat, member: "ToGroupId", other: "To_Account"},
}

func parseItem(i int, text jsontext.Value) (contact, error) {
	o, ok := parseObject(text)
	if !ok {
		return contact{}, refuse(50002, "ContactItem[%d] is not an object", i)
	}
	p, ok := peers[string(o["Type"])]
	if !ok {
		return contact{}, refuse(50002, "ContactItem[%d].Type is not the number 1 or 2", i)
	}
	if _, there := o[p.member]; !there {
		return contact{}, refuse(50002, "ContactItem[%d].%s is missing", i, p.member)
	}
	if _, there := o[p.other]; there {
		return contact{}, refuse(50002, "ContactItem[%d].%s is not for Type %d", i, p.other, p.kind)
	}
	if _, found := o.unknown("Type", p.member); found {
		return contact{}, refuse(50002, "ContactItem[%d] holds an unknown member", i)
	}
	peer, ok := o.text(p.member)
	if !ok {
		return contact{}, wrongPeer(i, p.kind)
	}
	c := contact{kind: p.kind, peer: peer}
	if err := c.check(); err != nil {
		return contact{}, refuse(50002, "ContactItem[%d]: %v", i, err)
	}
	return c, nil
}

// wrongPeer uses 60015, the code for accounts, only for accounts.
func wrongPeer(i, kind int) error {
	if kind == C2C {
		return refuse(60015, "ContactItem[%d].To_Account is not a string", i)
	}
	return refuse(50002, "ContactItem[%d].ToGroupId is not a string", i)
}

// parameters are all query parameters that Chat documents. Names and values are
// case-sensitive
// (https://www.tencentcloud.com/document/product/1047/34620).
var parameters = []string{"sdkappid", "identifier", "usersig", "random", "contenttype"}

// maxShownName limits the names that an ErrorInfo quotes. A longer one could be a
// UserSig whose own name is missing.
const maxShownName = 32

// authorize checks the query and returns its app.
func (s *Server) authorize(query url.Values) (App, error) {
	if query.Get("sdkappid") == "" {
		return App{}, refuse(60012, "sdkappid is missing from the URL")
	}
	if err := checkNames(query); err != nil {
		return App{}, err
	}
	app, ok := s.app(query.Get("sdkappid"))
	if !ok {
		return App{}, refuse(60006, "sdkappid is not that of an app")
	}
	if query.Get("contenttype") != "json" {
		return App{}, refuse(60002, "contenttype is not json")
	}
	if _, err := strconv.ParseUint(query.Get("random"), 10, 32); err != nil {
		return App{}, refuse(60002, "random is not an unsigned 32-bit integer")
	}
	identifier := query.Get("identifier")
	if identifier == "" {
		return App{}, refuse(60004, "identifier is missing from the URL")
	}
	if err := app.checkUserSig(identifier, query.Get("usersig"), s.now()); err != nil {
		return App{}, err
	}
	if !slices.Contains(app.Admins, identifier) {
		return App{}, refuse(60010, "identifier is not an app admin")
	}
	return app, nil
}

// checkNames refuses undocumented and repeated names. The checks of the values find the
// missing names.
func checkNames(query url.Values) error {
	for name, values := range query {
		if !slices.Contains(parameters, name) {
			if len(name) > maxShownName {
				return refuse(60002, "unknown query parameter")
			}
			return refuse(60002, "unknown query parameter %q", name)
		}
		if len(values) > 1 {
			return refuse(60002, "query parameter %s is given %d times", name, len(values))
		}
	}
	return nil
}

func (s *Server) app(sdkAppID string) (App, bool) {
	id, err := strconv.ParseUint(sdkAppID, 10, 64)
	if err != nil {
		return App{}, false
	}
	i := slices.IndexFunc(s.apps, func(a App) bool { return a.SDKAppID == id })
	if i < 0 {
		return App{}, false
	}
	return s.apps[i], true
}
