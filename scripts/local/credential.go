package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// demoUser asks in the vendor's sample.
const demoUser = "user_0001"

// credential shows the function its caller.
type credential struct {
	scheme string // what is before the secret: "UserSig user_0001:"
	secret string // goes to the function
	shown  string // goes to the terminal
}

// newCredential makes what the function's CALLER_AUTH wants. A demo UserSig opens nothing but the demo and may be shown; what a
// real key has signed, or a token, may not.
func newCredential(s settings) (credential, error) {
	ways := s.environment["CALLER_AUTH"]
	switch {
	case ways == "" || strings.Contains(ways, "usersig"):
		return signed(s)
	case strings.Contains(ways, "token"):
		token, _, _ := strings.Cut(s.environment["CALLER_TOKENS"], ",")
		return credential{scheme: "Bearer ", secret: strings.TrimSpace(token), shown: "<token>"}, nil
	default:
		return credential{}, nil
	}
}

// signed makes a UserSig for the demo user: one for a session with the demo, one for the first event with a real app.
func signed(s settings) (credential, error) {
	id, key, ok := s.app()
	if !ok {
		return credential{}, nil // the function's answer will say what is wrong
	}
	life := 24 * time.Hour
	if s.source == real {
		life = 10 * time.Minute
	}
	sig, err := tencentyun.GenUserSig(id, key, demoUser, int(life.Seconds()))
	if err != nil {
		return credential{}, fmt.Errorf("sign for %s: %w", demoUser, err)
	}
	c := credential{scheme: "UserSig " + demoUser + ":", secret: sig, shown: sig}
	if s.source == real {
		c.shown = "<UserSig>"
	}
	return c, nil
}

// header is the Authorization header with the placeholder that events carry; empty if none is wanted.
func (c credential) header() string {
	if c.scheme == "" {
		return ""
	}
	return c.scheme + "{{USERSIG}}"
}

// fill puts the secret into an event.
func (c credential) fill(event []byte) []byte {
	quoted, err := json.Marshal(c.secret)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return platform.Expand(event, string(quoted[1:len(quoted)-1]))
}

// show puts in what may be seen, shortened.
func (c credential) show(event []byte) []byte {
	const enough = 16
	if len(c.shown) > enough {
		return platform.Expand(event, c.shown[:enough]+"…")
	}
	return platform.Expand(event, c.shown)
}
