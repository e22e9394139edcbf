package settings

import (
	"cmp"
	"crypto/sha256"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatmarks/chat"
)

// The ways of CALLER_AUTH.
const (
	wayUserSig = "usersig"
	wayToken   = "token"
	wayNone    = "none"
)

// Callers says which credentials are accepted over HTTP.
type Callers struct {
	UserSig, Token, None bool
	Tokens               [][sha256.Size]byte // hashed, so that every comparison takes the same time
}

// Error names every missing or invalid variable. It never contains a value.
type Error struct{ faults []string }

func (e *Error) Error() string { return strings.Join(e.faults, "; ") }

// reader reads variables and collects their faults.
type reader struct {
	env    Lookup
	faults []string
}

// fault adds a fault. It ignores duplicates, because several apps can share a variable.
func (r *reader) fault(name, reason string) {
	if f := name + ": " + reason; !slices.Contains(r.faults, f) {
		r.faults = append(r.faults, f)
	}
}

// broken adds the fault that the value of a variable breaks its rule.
func (r *reader) broken(name string) { r.fault(name, "must be "+variable(name).Rule) }

// value returns the value of a variable, or its default.
func (r *reader) value(name string) string { return cmp.Or(r.env(name), variable(name).Default) }

// list reads a list. It returns nil if the list has no values.
func (r *reader) list(name string) []string {
	values := List(r.value(name))
	if values == nil && r.value(name) != "" { // only commas
		r.broken(name)
	}
	return values
}

// List splits the value of a variable at its commas. It trims white space and omits
// empty values; it returns nil if there are no others.
func List(text string) (values []string) {
	for value := range strings.SplitSeq(text, ",") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

func (r *reader) integer(name string) int {
	n, err := strconv.Atoi(r.value(name))
	if v := variable(name); err != nil || int64(n) < v.min || int64(n) > v.max {
		r.broken(name)
	}
	return n
}

func (r *reader) duration(name string) time.Duration {
	d, err := time.ParseDuration(r.value(name))
	if v := variable(name); err != nil || int64(d) < v.min || int64(d) > v.max {
		r.broken(name)
	}
	return d
}

func (r *reader) endpoint() string {
	const name = "CHAT_ENDPOINT"
	value := r.value(name)
	if value != "" {
		if _, err := chat.ParseEndpoint(value); err != nil {
			r.fault(name, err.Error())
		}
	}
	return value
}

// proxy checks the address of the proxy. net/http reads it only at the first call, and
// then an invalid address would make every attempt fail.
func (r *reader) proxy() {
	const name = "HTTPS_PROXY"
	value := r.value(name)
	if value == "" {
		return
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value // as net/http does
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		r.broken(name)
	}
}

func (r *reader) retryCodes() (codes []int) {
	const name = "CHAT_RETRY_CODES"
	for _, text := range r.list(name) {
		code, err := strconv.Atoi(text)
		if err != nil || !slices.Contains(chat.TransientCodes(), code) {
			r.broken(name)
			break
		}
		codes = append(codes, code)
	}
	return codes
}

func (r *reader) callers() (c Callers) {
	const auth, tokens = "CALLER_AUTH", "CALLER_TOKENS"
	ways := r.list(auth)
	for _, way := range ways {
		switch way {
		case wayUserSig:
			c.UserSig = true
		case wayToken:
			c.Token = true
		case wayNone:
			c.None = true
		default:
			r.broken(auth)
		}
	}
	if c.None && len(ways) > 1 {
		r.fault(auth, "none must be the only way")
	}
	list := r.list(tokens)
	if list == nil && c.Token {
		r.fault(tokens, "required for the way token")
	}
	for _, token := range list {
		const shortest = 32 // too long to guess if the letters and digits are random
		if len(token) < shortest || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' }) {
			r.broken(tokens)
			break
		}
		c.Tokens = append(c.Tokens, sha256.Sum256([]byte(token)))
	}
	return c
}

func (r *reader) logLevel() (level slog.Level) {
	const name = "LOG_LEVEL"
	value := strings.ToLower(r.value(name))
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, value) {
		r.broken(name)
		return level
	}
	_ = level.UnmarshalText([]byte(value)) // cannot fail for these words
	return level
}

// apps reads those options of each app that are not shared by all.
func (r *reader) apps() (apps []chat.Options) {
	const name = "CHAT_SDKAPPID"
	list := r.list(name)
	if list == nil {
		r.fault(name, "required")
		return []chat.Options{r.app(0, "", true)}
	}
	ids := map[string]uint64{}
	valid := 0
	for i, text := range list {
		id, err := ParseSDKAppID(text)
		if err == nil {
			list[i], valid = strconv.FormatUint(id, 10), valid+1
		} else {
			r.broken(name)
		}
		if ids[list[i]] != 0 {
			r.fault(name, "names an app twice")
		}
		ids[list[i]] = id
	}
	for _, text := range list {
		apps = append(apps, r.app(ids[text], text, valid <= 1))
	}
	return apps
}

// app reads the options of one app. For each it reads the variable with the app's
// SDKAppID, or the plain variable if that one is empty. It uses the plain secret key
// only if there is one app, so that no app is signed for with the key of another. id is
// 0 if the SDKAppID is invalid. Faults then have the plain names, because the app's own
// names would contain the invalid value.
func (r *reader) app(id uint64, text string, only bool) chat.Options {
	own := func(name string) string {
		if id == 0 {
			return name
		}
		return name + "_" + text
	}
	either := func(name string) (string, string) {
		if value := r.env(name + "_" + text); value != "" {
			return own(name), value
		}
		return name, r.value(name)
	}
	a := chat.Options{SDKAppID: id}
	name, value := either("CHAT_SECRET_KEY")
	if !only && name != own("CHAT_SECRET_KEY") {
		name, value = own(name), ""
	}
	if a.SecretKey = value; value == "" {
		r.fault(name, "required")
	}
	name, value = either("CHAT_REGION")
	a.Region = chat.Region(value)
	switch _, err := chat.ParseRegion(value); {
	case value == "":
		r.fault(name, "required: "+err.Error())
	case err != nil:
		r.fault(name, err.Error())
	}
	name, a.Admin = either("CHAT_ADMIN")
	if reason := chat.CheckUserID(a.Admin); reason != "" {
		r.fault(name, reason)
	}
	return a
}

// ParseSDKAppID parses a decimal number other than 0 that consists of digits only.
func ParseSDKAppID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 63)
	if err == nil && id == 0 {
		err = strconv.ErrRange
	}
	return id, err
}
