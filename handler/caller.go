package handler

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"chatmarks/chat"
)

// The ways in which a caller can show who it is.
const (
	callerUserSig = "usersig"
	callerToken   = "token"
	callerNone    = "none"
)

// minToken is the shortest token that is taken: one of random letters and
// digits cannot be guessed at that length.
const minToken = 32

// callerConfig says who may ask.
type callerConfig struct {
	ways   []string
	tokens [][sha256.Size]byte // hashed, so that comparing takes the same time for all
}

func (r *configReader) callers() (c callerConfig) {
	const auth, tokens = "CALLER_AUTH", "CALLER_TOKENS"
	if c.ways = r.list(auth); c.ways == nil {
		c.ways = []string{callerUserSig}
	}
	for _, way := range c.ways {
		if way != callerUserSig && way != callerToken && way != callerNone {
			r.fault(auth, "must be usersig, token, both separated by a comma, or none")
		}
	}
	if slices.Contains(c.ways, callerNone) && len(c.ways) > 1 {
		r.fault(auth, "none must stand alone")
	}
	list := r.list(tokens)
	if list == nil && slices.Contains(c.ways, callerToken) {
		r.fault(tokens, "required for the way token")
	}
	for _, token := range list {
		if len(token) < minToken || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' }) {
			r.fault(tokens, "a token must be at least 32 characters of printable ASCII without spaces")
			break
		}
		c.tokens = append(c.tokens, sha256.Sum256([]byte(token)))
	}
	return c
}

// caller is who asks.
type caller struct {
	userID    string
	everybody bool // may ask for the marks of every user
}

func (c caller) mayAskFor(userID string) bool { return c.everybody || c.userID == userID }

// authenticate finds out who asks. Its error says why not, for the log; it
// never holds the credential.
func (c *callerConfig) authenticate(header http.Header, a *app, now time.Time) (caller, error) {
	if slices.Contains(c.ways, callerNone) {
		return caller{everybody: true}, nil
	}
	values := header["Authorization"]
	if len(values) != 1 {
		return caller{}, errors.New("no Authorization header, or several")
	}
	scheme, credential, _ := strings.Cut(strings.Trim(values[0], " \t"), " ")
	credential = strings.TrimLeft(credential, " ")
	switch {
	case strings.EqualFold(scheme, "UserSig") && slices.Contains(c.ways, callerUserSig):
		return checkUserSig(credential, a, now)
	case strings.EqualFold(scheme, "Bearer") && slices.Contains(c.ways, callerToken):
		return c.checkToken(credential)
	}
	return caller{}, errors.New("an authorization scheme that CALLER_AUTH does not name")
}

// checkToken compares with every token, whichever it is.
func (c *callerConfig) checkToken(token string) (caller, error) {
	sum := sha256.Sum256([]byte(token))
	same := 0
	for _, known := range c.tokens {
		same |= subtle.ConstantTimeCompare(sum[:], known[:])
	}
	if same == 0 {
		return caller{}, errors.New("unknown token")
	}
	return caller{everybody: true}, nil
}

// checkUserSig takes <UserID>:<UserSig>, parted at the last colon: a UserID may
// hold one, the alphabet of a UserSig has none.
func checkUserSig(credential string, a *app, now time.Time) (caller, error) {
	colon := strings.LastIndexByte(credential, ':')
	if colon < 0 {
		return caller{}, errors.New("a credential without a colon")
	}
	userID, userSig := credential[:colon], credential[colon+1:]
	if chat.CheckUserID(userID) != "" {
		return caller{}, errors.New("a credential with an impossible UserID")
	}
	if err := verifyUserSig(a, userID, userSig, now); err != nil {
		return caller{}, err
	}
	return caller{userID: userID, everybody: userID == a.admin}, nil
}

// unauthorized names the schemes that serve, and not what was wrong.
func (c *callerConfig) unauthorized(cause error) *failure {
	var schemes []string
	if slices.Contains(c.ways, callerUserSig) {
		schemes = append(schemes, `UserSig realm="chat"`)
	}
	if slices.Contains(c.ways, callerToken) {
		schemes = append(schemes, `Bearer realm="chat"`)
	}
	f := &failure{code: CodeAuthFailure, message: "a valid credential is required in the Authorization header", cause: cause.Error()}
	if schemes != nil { // CALLER_AUTH=none has no scheme, and on CloudBase is not enough
		f.headers = map[string]string{"WWW-Authenticate": strings.Join(schemes, ", ")}
	}
	return f
}
