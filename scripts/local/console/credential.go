package console

import (
	"encoding/json"
	"errors"
	"fmt"

	"chatmarks/scripts/local/platform"
)

// credential is the caller's credential.
type credential struct {
	// Kind is "demo" for a user that the console signs for, "usersig" or "token" for a
	// pasted secret, "configured" for the function's own token, or "none".
	Kind string `json:"kind"`
	User string `json:"user"`
	// Secret is the pasted secret.
	Secret string `json:"secret"`
}

// header is an Authorization header in parts. The zero value means no header.
type header struct {
	scheme string // the part before the secret: "UserSig user_0001:"
	secret string
	public bool // signed with the demo's key, which is valid for the demo only
}

// header returns the Authorization header of a call.
func (c *Console) header(who credential) (header, error) {
	switch who.Kind {
	case "none", "":
		return header{}, nil
	case "demo":
		return c.sign(who.User)
	case "usersig":
		if who.User == "" {
			return header{}, &fieldError{"user", "required"}
		}
		if who.Secret == "" {
			return header{}, &fieldError{"secret", "required: paste a UserSig"}
		}
		return header{scheme: "UserSig " + who.User + ":", secret: who.Secret}, nil
	case "token":
		if who.Secret == "" {
			return header{}, &fieldError{"secret", "required: paste a token"}
		}
		return header{scheme: "Bearer ", secret: who.Secret}, nil
	case "configured":
		if c.config.Token == "" {
			return header{}, errors.New("no token is configured (CALLER_TOKENS)")
		}
		return header{scheme: "Bearer ", secret: c.config.Token}, nil
	default:
		return header{}, fmt.Errorf("unknown kind of credential %q", who.Kind)
	}
}

// sign makes a new UserSig of the demo app.
func (c *Console) sign(user string) (header, error) {
	if c.config.Sign == nil {
		return header{}, errors.New("the key is a real one: paste a UserSig that your backend has made")
	}
	if user == "" {
		return header{}, &fieldError{"user", "required, to sign for"}
	}
	userSig, err := c.config.Sign(user)
	if err != nil {
		return header{}, fmt.Errorf("sign for %q: %w", user, err)
	}
	return header{scheme: "UserSig " + user + ":", secret: userSig, public: true}, nil
}

// template returns the header with the placeholder of the sample events.
func (h header) template() string {
	if h.scheme == "" {
		return ""
	}
	return h.scheme + "{{USERSIG}}"
}

// fill replaces the placeholder in an event with the secret.
func (h header) fill(event []byte) []byte {
	quoted, err := json.Marshal(h.secret)
	if err != nil {
		panic(err) // a string can always be encoded as JSON
	}
	return platform.Expand(event, string(quoted[1:len(quoted)-1]))
}

// shown returns the header that the page may show. It omits a pasted secret.
func (h header) shown() string {
	switch {
	case h.scheme == "":
		return ""
	case h.public:
		return h.scheme + h.secret
	case h.scheme == "Bearer ":
		return h.scheme + "<token>"
	default:
		return h.scheme + "<UserSig>"
	}
}
