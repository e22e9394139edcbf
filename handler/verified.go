package handler

import (
	"crypto/sha256"
	"sync"
	"time"
)

// maxVerified bounds the UserSigs that are remembered for an app: 64 KB or so.
const maxVerified = 1000

// verified remembers the credentials of an app that have verified, until they
// expire: to check one costs as much as the rest of a small request. It keeps
// hashes only, and ends with the settings, so with the key that it was made for.
type verified struct {
	mu    sync.Mutex
	until map[[sha256.Size]byte]int64 // Unix seconds
}

func newVerified() *verified { return &verified{until: map[[sha256.Size]byte]int64{}} }

// holds reports whether a credential has verified and is not over.
func (v *verified) holds(credential [sha256.Size]byte, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	until, ok := v.until[credential]
	if ok && now.Unix() > until {
		delete(v.until, credential)
		ok = false
	}
	return ok
}

// remember keeps a credential. Where there are too many, any other one gives way.
func (v *verified) remember(credential [sha256.Size]byte, until int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for other := range v.until {
		if len(v.until) < maxVerified {
			break
		}
		delete(v.until, other)
	}
	v.until[credential] = until
}
