package chattest

import (
	"fmt"
	"strings"
)

// Lengths in bytes of a UserID (https://www.tencentcloud.com/document/product/1047/34381),
// and of the ids of groups and of topics, which are inside a community whose id
// begins with communityPrefix (1047/33529).
const (
	maxUserID       = 32
	maxGroupID      = 48
	maxTopicID      = 96
	communityPrefix = "@TGS#_"
)

// contact names a conversation of a user: the key of the request and of the data.
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
