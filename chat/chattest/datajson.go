package chattest

import (
	"fmt"

	"github.com/go-json-experiment/json"
)

// dataJSON is the text form of Data.
type dataJSON struct {
	Users     map[string]User `json:"users"`
	Disbanded []string        `json:"disbanded"`
}

// MarshalJSON writes the whole data set, users and groups sorted by id, so
// that equal data is equal text.
func (d *Data) MarshalJSON() ([]byte, error) {
	disbanded := d.Disbanded()
	d.mu.RLock()
	defer d.mu.RUnlock()
	return json.Marshal(dataJSON{Users: d.users, Disbanded: disbanded}, json.Deterministic(true))
}

// UnmarshalJSON replaces the whole data set. Text with an unknown name, or with
// something that Chat would not let a user have, is an error and changes nothing.
func (d *Data) UnmarshalJSON(text []byte) error {
	var in dataJSON
	if err := json.Unmarshal(text, &in, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("reading data: %w", err)
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
