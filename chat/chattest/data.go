package chattest

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Data is what an [App] answers from: the imported users with their
// conversations, and the groups that have been disbanded. The zero value is an
// app that nobody has joined yet. It is safe for concurrent use, and JSON can
// be made of it and read into it:
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

// Users lists the ids of the imported users, sorted.
func (d *Data) Users() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Sorted(maps.Keys(d.users))
}

// User gives a copy of one user, and whether there is such a user.
func (d *Data) User(id string) (User, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	u, ok := d.users[id]
	return u.clone(), ok
}

// SetUser imports a user, or replaces one. What Chat would not let a user
// have, such as a 21st conversation group, is an error and changes nothing.
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

// DeleteUser takes a user out; Chat then answers 50001 for it.
func (d *Data) DeleteUser(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.users, id)
}

// Disband marks a group chat as disbanded; a request that names it is then
// refused with 51007, whoever asks.
func (d *Data) Disband(groupID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.disbanded == nil {
		d.disbanded = map[string]bool{}
	}
	d.disbanded[groupID] = true
}

// Restore takes back a Disband.
func (d *Data) Restore(groupID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.disbanded, groupID)
}

// Disbanded lists the ids of the disbanded groups, sorted.
func (d *Data) Disbanded() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Sorted(maps.Keys(d.disbanded))
}
