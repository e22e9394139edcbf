package handler

import (
	"sync"
	"sync/atomic"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"chatmarks/chat"
)

// settings is what the function runs on: the configuration and the clients
// made from it, or what is wrong with it.
type settings struct {
	config *config
	apps   map[uint64]*app
	err    error
	read   []variable // what they were read from
}

// variable is a variable of the environment and the value that it had.
type variable struct{ name, value string }

// app is one configured app of Chat.
type app struct {
	appConfig
	client   *chat.Client
	verified *verified
}

// settingsCache keeps the settings until the environment changes. What must
// outlive a change stays here: connections, retry quotas, rate limiters.
type settingsCache struct {
	current atomic.Pointer[settings]

	mu         sync.Mutex
	httpClient smithyhttp.ClientDo
	quotas     map[uint64]*chat.RetryQuota
	limiters   map[uint64]*chat.Limiter
}

func newSettingsCache(client smithyhttp.ClientDo) *settingsCache {
	return &settingsCache{httpClient: client, quotas: map[uint64]*chat.RetryQuota{}, limiters: map[uint64]*chat.Limiter{}}
}

// get returns the settings of an environment.
func (c *settingsCache) get(env lookup) *settings {
	if s := c.current.Load(); s != nil && s.unchanged(env) {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.current.Load(); s != nil && s.unchanged(env) {
		return s
	}
	s := c.build(env)
	c.current.Store(s)
	return s
}

// unchanged reports whether the variables that the settings were read from
// still have their values.
func (s *settings) unchanged(env lookup) bool {
	for _, v := range s.read {
		if env(v.name) != v.value {
			return false
		}
	}
	return true
}

func (c *settingsCache) build(env lookup) *settings {
	s := &settings{apps: map[uint64]*app{}}
	s.config, s.err = readConfig(func(name string) string {
		value := env(name)
		s.read = append(s.read, variable{name, value})
		return value
	})
	if s.err != nil {
		return s
	}
	for _, a := range s.config.apps {
		client, err := chat.New(c.options(s.config, a))
		if err != nil {
			s.err = err
			return s
		}
		s.apps[a.sdkAppID] = &app{appConfig: a, client: client, verified: newVerified()}
	}
	return s
}

func (c *settingsCache) options(config *config, a appConfig) chat.Options {
	return chat.Options{
		SDKAppID:         a.sdkAppID,
		SecretKey:        a.secretKey,
		Admin:            a.admin,
		Region:           a.region,
		Endpoint:         config.endpoint,
		UserSigTTL:       config.userSigTTL,
		AttemptTimeout:   config.attemptTimeout,
		MaxConversations: config.maxConversations,
		MaxAttempts:      config.maxAttempts,
		RetryCodes:       config.retryCodes,
		RetryQuota:       c.quota(a.sdkAppID),
		Limiter:          c.limiter(a.sdkAppID, config.rateLimit),
		HTTPClient:       c.httpClient,
	}
}

func (c *settingsCache) quota(sdkAppID uint64) *chat.RetryQuota {
	if c.quotas[sdkAppID] == nil {
		c.quotas[sdkAppID] = chat.NewRetryQuota()
	}
	return c.quotas[sdkAppID]
}

// limiter is the app's own. A new limit begins with a full second's worth.
func (c *settingsCache) limiter(sdkAppID uint64, limit int) *chat.Limiter {
	if limit == 0 {
		return nil
	}
	l := c.limiters[sdkAppID]
	if l == nil || l.PerSecond() != limit {
		l = chat.NewLimiter(limit)
		c.limiters[sdkAppID] = l
	}
	return l
}
