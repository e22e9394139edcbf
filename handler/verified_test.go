package handler

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

func TestVerifiedCredentialsAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Now()
	v := newVerified()
	for n := range 3 * maxVerified {
		v.remember(sha256.Sum256(fmt.Append(nil, n)), now.Unix())
	}
	if len(v.until) != maxVerified {
		t.Errorf("%d are remembered, not %d", len(v.until), maxVerified)
	}
}

func TestVerifiedCredentialsEnd(t *testing.T) {
	t.Parallel()
	now := time.Now()
	v := newVerified()
	one, other := sha256.Sum256([]byte("one")), sha256.Sum256([]byte("other"))
	v.remember(one, now.Unix())
	if !v.holds(one, now) || v.holds(other, now) {
		t.Error("not the one that was remembered")
	}
	if v.holds(one, now.Add(time.Second)) || len(v.until) != 0 {
		t.Error("it is remembered past its end")
	}
}
