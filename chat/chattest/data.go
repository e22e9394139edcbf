package chattest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Data is the data of an [App]: the imported users with their conversations, and the
// disbanded groups. The zero value is an app without users. It is safe for concurrent
// use. It can be marshaled to JSON and unmarshaled from it:
//
//	{"users": {"user_0001": {
//	   "groups": [{"id": 1, "name": "group_0001"}],
//	   "conversations": [{"type": 1, "peer": "user_0002", "standardMark": "1",
//	                      "customMark": "abc", "groupIDs": [1], "timestamp": 1775217000}]}},
//	 "disbanded": ["@TGS#2GONEGONE"]}
type Data struct {
	mu        sync.RWMutex
	users     map[string]User
	disbanded map[string]bool
}

// Users returns the ids of the imported users, sorted.
func (d *Data) Users() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Sorted(maps.Keys(d.users))
}

// User returns a copy of one user, and reports whether the user exists.
func (d *Data) User(id string) (User, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	u, ok := d.users[id]
	return u.clone(), ok
}

// SetUser imports a user, or replaces one. It returns an error and changes nothing if
// Chat does not allow the data, such as a 21st conversation group.
func (d *Data) SetUser(id string, u User) error {
	if err := checkUser(id, u); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.users == nil {
		d.users = map[string]User{}
	}
	d.users[id] = u.clone()
	return nil
}

func checkUser(id string, u User) error {
	if err := checkID("UserID", id, maxUserID); err != nil {
		return err
	}
	if err := u.check(); err != nil {
		return fmt.Errorf("user %q: %w", id, err)
	}
	return nil
}

// DeleteUser removes a user. The server then answers 50001 for it.
func (d *Data) DeleteUser(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.users, id)
}

// Disband marks a group chat as disbanded. Every request that names it is then refused
// with 51007.
func (d *Data) Disband(groupID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.disbanded == nil {
		d.disbanded = map[string]bool{}
	}
	d.disbanded[groupID] = true
}

// Restore undoes Disband.
func (d *Data) Restore(groupID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.disbanded, groupID)
}

// Disbanded returns the ids of the disbanded groups, sorted.
func (d *Data) Disbanded() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Sorted(maps.Keys(d.disbanded))
}

// dataJSON is the text form of Data.
type dataJSON struct {
	Users     map[string]User `json:"users"`
	Disbanded []string        `json:"disbanded"`
}

// MarshalJSON returns the whole data set, users and groups sorted by id. Equal data
// gives equal text.
func (d *Data) MarshalJSON() ([]byte, error) {
	disbanded := d.Disbanded()
	d.mu.RLock()
	defer d.mu.RUnlock()
	return json.Marshal(dataJSON{Users: d.users, Disbanded: disbanded}, json.Deterministic(true))
}

// UnmarshalJSON replaces the whole data set. It returns an error and changes nothing if
// the text has an unknown name or data that Chat does not allow.
func (d *Data) UnmarshalJSON(text []byte) error {
	var in dataJSON
	if err := json.Unmarshal(text, &in, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("reading data: %w", placed(err, text))
	}
	disbanded := make(map[string]bool, len(in.Disbanded))
	for _, id := range in.Disbanded {
		if err := (contact{kind: GroupChat, peer: id}).check(); err != nil {
			return fmt.Errorf("reading data: disbanded: %w", err)
		}
		disbanded[id] = true
	}
	for id, u := range in.Users {
		if err := checkUser(id, u); err != nil {
			return fmt.Errorf("reading data: %w", err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users, d.disbanded = in.Users, disbanded
	return nil
}

// placed says where in the text a mistake is, and what belongs there.
func placed(err error, text []byte) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntactic):
		before := text[:min(syntactic.ByteOffset, int64(len(text)))]
		column := len(before) - bytes.LastIndexByte(before, '\n')
		return fmt.Errorf("not JSON from line %d, column %d on", 1+bytes.Count(before, []byte("\n")), column)
	case !errors.As(err, &semantic):
		return err
	case errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("%s: there is no such name", semantic.JSONPointer)
	}
	want := "an object"
	if semantic.GoType != nil {
		switch semantic.GoType.Kind() {
		case reflect.String:
			want = "a text"
		case reflect.Slice:
			want = "a list"
		case reflect.Int, reflect.Int64:
			want = "a whole number"
		}
	}
	return fmt.Errorf("%s: must be %s", cmp.Or(string(semantic.JSONPointer), "the whole"), want)
}

// Maximum lengths in bytes of a UserID
// (https://www.tencentcloud.com/document/product/1047/34381) and of the ids of groups
// and topics (1047/33529). A topic belongs to a community, whose id begins with
// communityPrefix.
const (
	maxUserID       = 32
	maxGroupID      = 48
	maxTopicID      = 96
	communityPrefix = "@TGS#_"
)

// contact identifies a conversation of a user. It is the key of requests and data.
type contact struct {
	kind int // C2C or GroupChat
	peer string
}

func (c contact) check() error {
	switch c.kind {
	case C2C:
		return checkID("To_Account", c.peer, maxUserID)
	case GroupChat:
		if strings.HasPrefix(c.peer, communityPrefix) {
			return checkID("ToGroupId", c.peer, maxTopicID)
		}
		return checkID("ToGroupId", c.peer, maxGroupID)
	}
	return fmt.Errorf("type is not %d or %d", C2C, GroupChat)
}

func checkID(name, id string, limit int) error {
	if id == "" || len(id) > limit {
		return fmt.Errorf("%s has %d bytes, not 1 to %d", name, len(id), limit)
	}
	for i := range len(id) {
		if id[i] < ' ' || id[i] > '~' {
			return fmt.Errorf("%s holds a character that is not printable ASCII", name)
		}
	}
	return nil
}
