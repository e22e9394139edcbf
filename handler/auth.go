package handler

import (
	"compress/zlib"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// caller is the authenticated client of an HTTP request.
type caller struct {
	userID    string
	everybody bool // may ask for the marks of every user
}

func (c caller) mayAskFor(userID string) bool { return c.everybody || c.userID == userID }

// authenticate identifies the caller. Its error is for the log and never contains the
// credential.
func authenticate(allowed settings.Callers, header http.Header, app *settings.App, sigs *sigCache, now time.Time) (caller, error) {
	if allowed.None {
		return caller{everybody: true}, nil
	}
	values := header["Authorization"]
	if len(values) != 1 {
		return caller{}, errors.New("no Authorization header, or several")
	}
	scheme, credential, _ := strings.Cut(strings.Trim(values[0], " \t"), " ")
	credential = strings.TrimLeft(credential, " ")
	switch {
	case allowed.UserSig && strings.EqualFold(scheme, "UserSig"):
		return checkUserSig(credential, app, sigs, now)
	case allowed.Token && strings.EqualFold(scheme, "Bearer"):
		return checkToken(credential, allowed.Tokens)
	}
	return caller{}, errors.New("an authorization scheme that CALLER_AUTH does not name")
}

// checkToken always compares with every token, so that its time does not depend on
// which one matches.
func checkToken(token string, known [][sha256.Size]byte) (caller, error) {
	sum := sha256.Sum256([]byte(token))
	same := 0
	for _, other := range known {
		same |= subtle.ConstantTimeCompare(sum[:], other[:])
	}
	if same == 0 {
		return caller{}, errors.New("unknown token")
	}
	return caller{everybody: true}, nil
}

// checkUserSig accepts <UserID>:<UserSig>. It splits at the last colon, because a
// UserID may contain a colon and a UserSig cannot.
func checkUserSig(credential string, app *settings.App, sigs *sigCache, now time.Time) (caller, error) {
	colon := strings.LastIndexByte(credential, ':')
	if colon < 0 {
		return caller{}, errors.New("a credential without a colon")
	}
	userID, userSig := credential[:colon], credential[colon+1:]
	if chat.CheckUserID(userID) != "" {
		return caller{}, errors.New("a credential with an impossible UserID")
	}
	if len(userSig) > maxUserSig {
		return caller{}, errors.New("a UserSig over 4 KiB")
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %s\x00%s", app.SDKAppID, app.SecretKey, credential))
	if !sigs.get(hash, now) {
		expires, err := verifyUserSig(app, userID, userSig, now)
		if err != nil {
			return caller{}, err
		}
		sigs.put(hash, expires)
	}
	return caller{userID: userID, everybody: userID == app.Admin}, nil
}

const (
	// maxUserSig is the maximum size of a UserSig. A real one has about 200 bytes.
	maxUserSig = 4 << 10
	// maxUserSigDocument is the maximum size of an unpacked UserSig. A real one has
	// about 200 bytes.
	maxUserSigDocument = 8 << 10
)

// userSigEncoding is the alphabet of a UserSig (tls-sig-api-v2-golang v1.4.0, base64url.go).
var userSigEncoding = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-").WithPadding('_')

// verifyUserSig checks a UserSig with the official verifier and the app's key. It
// returns the last valid second in Unix time. The verifier unpacks without a size
// limit, so verifyUserSig checks the size first.
func verifyUserSig(app *settings.App, userID, userSig string, now time.Time) (expires int64, err error) {
	packed, err := zlib.NewReader(base64.NewDecoder(userSigEncoding, strings.NewReader(userSig)))
	if err != nil {
		return 0, errors.New("a UserSig that does not decode")
	}
	document, err := io.ReadAll(io.LimitReader(packed, maxUserSigDocument+1))
	if err != nil || len(document) > maxUserSigDocument {
		return 0, errors.New("a UserSig that does not unpack")
	}
	if err := tencentyun.VerifyUserSig(app.SDKAppID, app.SecretKey, userID, userSig, now); err != nil {
		return 0, fmt.Errorf("a UserSig that does not verify: %s", verifierReason(err))
	}
	// Parsed with encoding/json, like in the verifier: names are case-insensitive, and
	// the last duplicate wins.
	var life struct {
		Time   int64 `json:"TLS.time"`
		Expire int64 `json:"TLS.expire"`
	}
	if json.Unmarshal(document, &life) != nil {
		return 0, nil // the cache entry is expired from the start
	}
	return life.Time + life.Expire, nil
}

// sigCache stores the hashes of verified credentials until they expire. Without it, a
// search for 2 conversations takes a sixth more processor time. The hash includes the
// app and its key: a credential is valid for one app, and a credential signed with an old
// key does not match after the key changes.
type sigCache struct {
	mu      sync.Mutex
	expires map[[sha256.Size]byte]int64 // in Unix time
}

// maxSigs is the maximum number of entries of a sigCache, about 64 KB.
const maxSigs = 1000

// get reports whether a credential was verified before and has not expired.
func (c *sigCache) get(hash [sha256.Size]byte, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	expires, ok := c.expires[hash]
	return ok && now.Unix() <= expires
}

// put stores a credential. If the cache is full, put drops all others.
func (c *sigCache) put(hash [sha256.Size]byte, expires int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.expires == nil || len(c.expires) >= maxSigs {
		c.expires = map[[sha256.Size]byte]int64{}
	}
	c.expires[hash] = expires
}

// verifierReason returns the text of a known error of the verifier. It hides any other
// error, which could quote the credential.
func verifierReason(err error) string {
	known := []error{
		tencentyun.ErrSdkAppIDNotMatch, tencentyun.ErrIdentifierNotMatch, tencentyun.ErrExpired,
		tencentyun.ErrUserBufTypeNotMatch, tencentyun.ErrUserBufNotMatch, tencentyun.ErrSigNotMatch,
	}
	if slices.Contains(known, err) {
		return err.Error()
	}
	return "broken"
}

// unauthorized is the failure of a request without a valid credential. The answer
// names the accepted schemes, but not the cause.
func unauthorized(allowed settings.Callers, cause error) *failure {
	var schemes []string
	if allowed.UserSig {
		schemes = append(schemes, `UserSig realm="chat"`)
	}
	if allowed.Token {
		schemes = append(schemes, `Bearer realm="chat"`)
	}
	f := &failure{code: CodeAuthFailure, message: "a valid credential is required in the Authorization header", cause: cause.Error()}
	if schemes != nil { // nil if CALLER_AUTH is none, which is refused on CloudBase
		f.headers = map[string]string{"WWW-Authenticate": strings.Join(schemes, ", ")}
	}
	return f
}
