package chat

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Defaults of [Options].
const (
	DefaultAdmin          = "administrator"
	DefaultUserSigTTL     = 24 * time.Hour
	DefaultAttemptTimeout = 4 * time.Second
	DefaultMaxAttempts    = 3
)

// Bounds of [Options].
const (
	// MinUserSigTTL and MaxUserSigTTL: UserSig counts in whole seconds, and 50
	// years are the most that is allowed
	// (https://www.tencentcloud.com/document/product/1047/34385).
	MinUserSigTTL = time.Second
	MaxUserSigTTL = 50 * 365 * 24 * time.Hour
	// MaxMaxAttempts is the most attempts that can be set.
	MaxMaxAttempts = 100
)

// Options are the settings of a [Client]. SDKAppID, SecretKey and one of Region
// and Endpoint are required.
type Options struct {
	// SDKAppID of the app in the Chat console.
	SDKAppID uint64
	// SecretKey of the app. It signs for every user of the app.
	SecretKey string
	// Admin is the app admin that signs the calls. Default "administrator".
	Admin string
	// Region is the data centre of the app.
	Region Region
	// Endpoint replaces the region's, see [ParseEndpoint]. Default: the region's.
	Endpoint string

	// UserSigTTL is the life of the signatures made for Chat; they are renewed
	// before it ends. Default 24 h.
	UserSigTTL time.Duration
	// AttemptTimeout bounds each attempt, its answer read. Default 4 s: longer
	// than the 3 s of Chat's own backend
	// (https://www.tencentcloud.com/document/product/1047/34620).
	AttemptTimeout time.Duration
	// MaxConversations is the most conversations of an input, up to 1000. Above
	// 300 an input becomes several calls. Default 300.
	MaxConversations int

	// MaxAttempts of a call, 1 to 100; 1 turns retry off. Default 3.
	MaxAttempts int
	// RetryCodes are the codes of Chat that are retried, of [ClassTransient].
	// Default 50004 and 50005.
	RetryCodes []int
	// RetryQuota bounds the retries of all calls that share it. Default: one of
	// the client's own.
	RetryQuota *RetryQuota
	// Random returns numbers in [0, 1), uniform, for the pauses before retries.
	// It has to be safe for parallel use. Default: math/rand/v2.
	Random func() float64

	// Limiter bounds the attempts a second of all calls that share it. Default: none.
	Limiter *Limiter

	// HTTPClient sends the requests. It must not follow redirects, be safe for
	// parallel use, and end with a request's context: nothing else bounds an
	// attempt. Default: [NewHTTPClient].
	HTTPClient smithyhttp.ClientDo
}

// DefaultRetryCodes are the codes for which the vendor's page says to try again
// (https://www.tencentcloud.com/document/product/1047/53442).
func DefaultRetryCodes() []int { return []int{50004, 50005} }

// resolve fills in the defaults and checks the rest. No error quotes a value.
func (o Options) resolve() (Options, *url.URL, error) {
	o.Admin = cmp.Or(o.Admin, DefaultAdmin)
	o.UserSigTTL = cmp.Or(o.UserSigTTL, DefaultUserSigTTL)
	o.AttemptTimeout = cmp.Or(o.AttemptTimeout, DefaultAttemptTimeout)
	o.MaxConversations = cmp.Or(o.MaxConversations, MaxConversationsPerCall)
	o.MaxAttempts = cmp.Or(o.MaxAttempts, DefaultMaxAttempts)
	if o.RetryCodes = slices.Clone(o.RetryCodes); o.RetryCodes == nil {
		o.RetryCodes = DefaultRetryCodes()
	}
	endpoint, err := o.endpoint()
	if err := errors.Join(o.check(), err); err != nil {
		return o, nil, err
	}
	o.RetryQuota = cmp.Or(o.RetryQuota, new(RetryQuota))
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.HTTPClient == nil {
		o.HTTPClient = NewHTTPClient(DefaultIdleConnections)
	}
	return o, endpoint, nil
}

// check finds what the official signer would sign without a word: it checks
// none of its inputs (tls-sig-api-v2-golang v1.4.0).
func (o *Options) check() error {
	var errs []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	fault(o.SDKAppID == 0, "the SDKAppID is missing")
	fault(o.SecretKey == "", "the secret key is missing")
	fault(CheckUserID(o.Admin) != "", "the admin must be 1 to %d bytes of printable ASCII", maxUserID)
	fault(o.UserSigTTL < MinUserSigTTL || o.UserSigTTL > MaxUserSigTTL, "the UserSig's life must be 1 s to 50 years")
	fault(o.AttemptTimeout < 0, "the attempt timeout must be positive")
	fault(o.MaxConversations < 0 || o.MaxConversations > MaxConversations, "conversations must be 1 to %d", MaxConversations)
	fault(o.MaxAttempts < 0 || o.MaxAttempts > MaxMaxAttempts, "attempts must be 1 to %d", MaxMaxAttempts)
	fault(slices.ContainsFunc(o.RetryCodes, func(code int) bool { return ClassOf(code) != ClassTransient }), "only transient codes can be retried")
	return errors.Join(errs...)
}
