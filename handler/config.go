package handler

import (
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatmarks/chat"
)

// config is what the environment says. See the README for its variables.
type config struct {
	apps             []appConfig // the first is the default
	endpoint         string
	userSigTTL       time.Duration
	attemptTimeout   time.Duration
	maxAttempts      int
	retryCodes       []int
	rateLimit        int // calls a second for each app, 0 for no limit
	maxConversations int
	callers          callerConfig
	corsOrigins      []string
	logLevel         slog.Level
}

// appConfig is what the environment says of one app.
type appConfig struct {
	sdkAppID  uint64
	secretKey string
	region    chat.Region
	admin     string
}

// Bounds of what has no natural end.
const (
	maxAttemptTimeout = 15 * time.Minute // a function runs no longer
	maxRateLimit      = 100_000
)

// readConfig reads the environment. Its error names every variable that is
// missing or wrong; what is right stands in the config nevertheless.
func readConfig(env lookup) (*config, error) {
	r := &configReader{env: env}
	c := &config{
		endpoint:         r.endpoint(),
		userSigTTL:       r.duration("CHAT_USERSIG_TTL", chat.DefaultUserSigTTL, chat.MinUserSigTTL, chat.MaxUserSigTTL),
		attemptTimeout:   r.duration("CHAT_ATTEMPT_TIMEOUT", chat.DefaultAttemptTimeout, time.Millisecond, maxAttemptTimeout),
		maxAttempts:      r.integer("CHAT_MAX_ATTEMPTS", chat.DefaultMaxAttempts, 1, chat.MaxMaxAttempts),
		retryCodes:       r.retryCodes(),
		rateLimit:        r.integer("CHAT_RATE_LIMIT", chat.DefaultRateLimit, 0, maxRateLimit),
		maxConversations: r.integer("CHAT_MAX_CONVERSATIONS", chat.MaxConversationsPerCall, 1, chat.MaxConversations),
		callers:          r.callers(),
		corsOrigins:      r.corsOrigins(),
		logLevel:         r.logLevel(),
	}
	r.proxy()
	c.apps = r.apps()
	if r.faults != nil {
		return c, &configError{faults: r.faults}
	}
	return c, nil
}

func (r *configReader) apps() (apps []appConfig) {
	ids, wrong := r.sdkAppIDs()
	for _, id := range ids {
		apps = append(apps, r.app(id, "_"+strconv.FormatUint(id, 10), len(ids) == 1))
	}
	for _, text := range wrong {
		r.nameless("_" + text)
	}
	if ids == nil && wrong == nil {
		r.nameless("")
	}
	return apps
}

// sdkAppIDs also gives the texts that are no SDKAppID.
func (r *configReader) sdkAppIDs() (ids []uint64, wrong []string) {
	const name = "CHAT_SDKAPPID"
	list := r.list(name)
	if list == nil {
		r.fault(name, "required")
	}
	for _, text := range list {
		id, err := parseSDKAppID(text)
		switch {
		case err != nil:
			r.fault(name, "must be one decimal number, or several separated by commas")
			wrong = append(wrong, text)
		case slices.Contains(ids, id):
			r.fault(name, "names an app twice")
		default:
			ids = append(ids, id)
		}
	}
	return ids, wrong
}

// nameless finds what else is wrong for an app whose id is. The faults have the
// plain names: a wrong id is a value.
func (r *configReader) nameless(suffix string) {
	other := &configReader{env: r.env}
	other.app(0, suffix, true)
	for _, f := range other.faults {
		r.fault(strings.TrimSuffix(f.name, suffix), f.reason)
	}
}

// app reads what belongs to one app: the variable with its SDKAppID, or else
// the plain one. The plain secret key serves only while there is one app, so
// that no app is signed for with another's.
func (r *configReader) app(id uint64, suffix string, only bool) appConfig {
	a := appConfig{sdkAppID: id, admin: chat.DefaultAdmin}
	key := "CHAT_SECRET_KEY" + suffix
	a.secretKey = r.env(key)
	if a.secretKey == "" && only {
		key = "CHAT_SECRET_KEY"
		a.secretKey = r.env(key)
	}
	if a.secretKey == "" {
		r.fault(key, "required")
	}
	name, value := r.either("CHAT_REGION", suffix)
	region, err := chat.ParseRegion(value)
	switch {
	case value == "":
		r.fault(name, "required: "+err.Error())
	case err != nil:
		r.fault(name, err.Error())
	}
	a.region = region
	if name, value = r.either("CHAT_ADMIN", suffix); value != "" {
		a.admin = value
		if reason := chat.CheckUserID(value); reason != "" {
			r.fault(name, reason)
		}
	}
	return a
}

func (r *configReader) endpoint() string {
	const name = "CHAT_ENDPOINT"
	value := r.env(name)
	if value != "" {
		if _, err := chat.ParseEndpoint(value); err != nil {
			r.fault(name, err.Error())
		}
	}
	return value
}

// proxy checks what net/http reads itself: at the first call, where an address
// that is none would fail each attempt.
func (r *configReader) proxy() {
	const name = "HTTPS_PROXY"
	value := r.env(name)
	if value == "" {
		return
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value // as net/http takes it
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		r.fault(name, "must be the URL of a proxy, as http://host:port")
	}
}

func (r *configReader) retryCodes() []int {
	const name = "CHAT_RETRY_CODES"
	list := r.list(name)
	if list == nil {
		return chat.DefaultRetryCodes()
	}
	codes, transient := make([]int, 0, len(list)), chat.TransientCodes()
	for _, text := range list {
		code, err := strconv.Atoi(text)
		if err != nil || !slices.Contains(transient, code) {
			r.fault(name, fmt.Sprintf("only these can be retried: %d", transient))
			break
		}
		codes = append(codes, code)
	}
	return codes
}

func (r *configReader) corsOrigins() []string {
	const name = "CORS_ALLOW_ORIGINS"
	list := r.list(name)
	for _, origin := range list {
		if !validOrigin(origin) {
			r.fault(name, "must be origins as https://app.example, in lower case, separated by commas, or *")
			return nil
		}
	}
	return list
}

func (r *configReader) logLevel() (level slog.Level) {
	const name = "LOG_LEVEL"
	switch value := strings.ToLower(r.env(name)); value {
	case "":
		return slog.LevelInfo
	case "debug", "info", "warn", "error":
		_ = level.UnmarshalText([]byte(value)) // its own words
	default:
		r.fault(name, "must be debug, info, warn or error")
	}
	return level
}
