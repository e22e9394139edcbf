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
			r.fault(name, "must be origins as https://app.example or http://localhost:8080, separated by commas, or *: http or https, the host in lower case and in ASCII (xn--…), no default port, no path")
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
