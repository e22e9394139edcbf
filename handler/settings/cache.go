package settings

import (
	"log/slog"
	"sync"
	"sync/atomic"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"chatmarks/chat"
)

// Settings are the settings of the function. They are immutable.
type Settings struct {
	Callers          Callers
	Origins          Origins
	LogLevel         slog.Level
	MaxConversations int   // limit of a request
	OnSCF            bool  // the process runs on SCF
	Err              error // an [*Error] if a variable is missing or invalid; the valid fields are set even then

	apps []*App
	read []variableValue // the variables that the settings were read from
}

// App is one configured app of Chat.
type App struct {
	SDKAppID  uint64
	SecretKey string
	Admin     string
	Client    *chat.Client
}

// DefaultApp returns the first app. It must not be called if Err is not nil.
func (s *Settings) DefaultApp() *App { return s.apps[0] }

// App returns the app with an SDKAppID, or nil if it is not configured.
func (s *Settings) App(sdkAppID uint64) *App {
	for _, a := range s.apps {
		if a.SDKAppID == sdkAppID {
			return a
		}
	}
	return nil
}

type variableValue struct{ name, value string }

// Cache keeps the settings until the environment changes. Connections, retry quotas
// and rate limiters survive a change. A Cache is safe for concurrent use.
type Cache struct {
	environment *environment
	current     atomic.Pointer[Settings]

	mu         sync.Mutex
	httpClient smithyhttp.ClientDo
	bounds     map[uint64]*bounds
}

// bounds are the retry quota and the rate limiter of an app.
type bounds struct {
	quota   chat.RetryQuota
	limiter *chat.Limiter
}

// NewCache returns a cache for a process that started with the variables in environ, in
// the format of os.Environ. The client sends the requests to Chat.
func NewCache(environ []string, client smithyhttp.ClientDo) *Cache {
	return &Cache{environment: newEnvironment(environ), httpClient: client, bounds: map[uint64]*bounds{}}
}

// Get returns the settings for an invocation that passes a set of variables. The set is
// nil if the invocation passes none.
func (c *Cache) Get(set map[string]string) *Settings {
	env := c.environment.pass(set)
	if s := c.current.Load(); s != nil && s.unchanged(env) {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.current.Load(); s != nil && s.unchanged(env) {
		return s // another goroutine was faster
	}
	s := c.build(env)
	c.current.Store(s)
	return s
}

// unchanged reports whether the variables that the settings were read from still have
// the same values.
func (s *Settings) unchanged(env Lookup) bool {
	for _, v := range s.read {
		if env(v.name) != v.value {
			return false
		}
	}
	return true
}

func (c *Cache) build(env Lookup) *Settings {
	s := &Settings{}
	r := &reader{env: func(name string) string {
		value := env(name)
		s.read = append(s.read, variableValue{name, value})
		return value
	}}
	shared := chat.Options{
		Endpoint:         r.endpoint(),
		UserSigTTL:       r.duration("CHAT_USERSIG_TTL"),
		AttemptTimeout:   r.duration("CHAT_ATTEMPT_TIMEOUT"),
		MaxAttempts:      r.integer("CHAT_MAX_ATTEMPTS"),
		RetryCodes:       r.retryCodes(),
		MaxConversations: r.integer("CHAT_MAX_CONVERSATIONS"),
		HTTPClient:       c.httpClient,
	}
	rateLimit := r.integer("CHAT_RATE_LIMIT")
	s.Callers, s.Origins, s.LogLevel, s.MaxConversations = r.callers(), r.origins(), r.logLevel(), shared.MaxConversations
	s.OnSCF = r.env("TENCENTCLOUD_RUNENV") == "SCF" // https://cloud.tencent.com/document/product/583/30228
	r.proxy()
	apps := r.apps()
	if r.faults != nil {
		s.Err = &Error{r.faults}
		return s
	}
	for _, own := range apps {
		o := shared
		o.SDKAppID, o.SecretKey, o.Region, o.Admin = own.SDKAppID, own.SecretKey, own.Region, own.Admin
		b := c.boundsOf(o.SDKAppID, rateLimit)
		o.RetryQuota, o.Limiter = &b.quota, b.limiter
		client, err := chat.New(o)
		if err != nil {
			s.Err = err
			return s
		}
		s.apps = append(s.apps, &App{SDKAppID: o.SDKAppID, SecretKey: o.SecretKey, Admin: o.Admin, Client: client})
	}
	return s
}

// boundsOf returns the bounds of an app. A new limiter starts with the calls of one
// second available.
func (c *Cache) boundsOf(sdkAppID uint64, limit int) *bounds {
	b := c.bounds[sdkAppID]
	if b == nil {
		b = new(bounds)
		c.bounds[sdkAppID] = b
	}
	switch {
	case limit == 0:
		b.limiter = nil
	case b.limiter == nil || b.limiter.PerSecond() != limit:
		b.limiter = chat.NewLimiter(limit)
	}
	return b
}
