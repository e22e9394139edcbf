package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// demoUser is the caller in the vendor's sample.
const demoUser = "user_0001"

// credential is what identifies the caller to the function.
type credential struct {
	scheme string // the part before the secret: "UserSig user_0001:"
	secret string // sent to the function
	shown  string // printed on the terminal
}

// newCredential makes the credential that the function's CALLER_AUTH requires. A UserSig
// of the demo is valid for the demo only and may be shown. A UserSig of a real key, or a
// token, may not.
func newCredential(s settings) (credential, error) {
	ways := s.environment["CALLER_AUTH"]
	switch {
	case ways == "" || strings.Contains(ways, "usersig"):
		return signed(s)
	case strings.Contains(ways, "token"):
		tokens := append(list(s.environment["CALLER_TOKENS"]), "") // the function's answer will report that there is none
		return credential{scheme: "Bearer ", secret: tokens[0], shown: "<token>"}, nil
	default:
		return credential{}, nil
	}
}

// signed makes a UserSig for the demo user. It lasts a session with the demo, but only
// the first event with a real app.
func signed(s settings) (credential, error) {
	id, key, ok := s.app()
	if !ok {
		return credential{}, nil // the function's answer will report the mistake
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

// header returns the Authorization header with the placeholder that events contain, or ""
// if none is needed.
func (c credential) header() string {
	if c.scheme == "" {
		return ""
	}
	return c.scheme + "{{USERSIG}}"
}

// fill replaces the placeholder in an event with the secret.
func (c credential) fill(event []byte) []byte {
	quoted, err := json.Marshal(c.secret)
	if err != nil {
		panic(err) // a string can always be encoded as JSON
	}
	return platform.Expand(event, string(quoted[1:len(quoted)-1]))
}

// show replaces the placeholder in an event with the shown form, shortened.
func (c credential) show(event []byte) []byte {
	const enough = 16
	if len(c.shown) > enough {
		return platform.Expand(event, c.shown[:enough]+"…")
	}
	return platform.Expand(event, c.shown)
}
