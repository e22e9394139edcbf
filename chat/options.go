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
	// MinUserSigTTL and MaxUserSigTTL bound UserSigTTL. A UserSig counts in whole
	// seconds, and Chat allows at most 50 years
	// (https://www.tencentcloud.com/document/product/1047/34385).
	MinUserSigTTL = time.Second
	MaxUserSigTTL = 50 * 365 * 24 * time.Hour
	// MaxMaxAttempts is the largest MaxAttempts.
	MaxMaxAttempts = 100
)

// Options are the settings of a [Client]. SDKAppID, SecretKey and one of Region
// and Endpoint are required.
type Options struct {
	// SDKAppID is the ID of the app in the Chat console.
	SDKAppID uint64
	// SecretKey is the key of the app. It can sign for every user of the app.
	SecretKey string
	// Admin is the app admin that signs the calls. Default "administrator".
	Admin string
	// Region is the data centre of the app.
	Region Region
	// Endpoint replaces the endpoint of Region, see [ParseEndpoint].
	Endpoint string

	// UserSigTTL is the life of a signature. Signatures are renewed before they expire.
	// Default 24 h.
	UserSigTTL time.Duration
	// AttemptTimeout limits each attempt, including reading its answer. Default 4 s:
	// longer than the 3 s of Chat's own backend
	// (https://www.tencentcloud.com/document/product/1047/34620).
	AttemptTimeout time.Duration
	// MaxConversations limits the conversations of an input, up to 1000. An input of
	// more than 300 is split into several calls. Default 300.
	MaxConversations int

	// MaxAttempts limits the attempts of a call, 1 to 100; 1 disables retries. Default 3.
	MaxAttempts int
	// RetryCodes are the codes of Chat to retry, all of [ClassTransient].
	// Default 50004 and 50005.
	RetryCodes []int
	// RetryQuota limits the retries of all calls that share it. Default: the client
	// has its own quota.
	RetryQuota *RetryQuota
	// Random returns uniformly distributed numbers in [0, 1) for the pauses before
	// retries. It must be safe for concurrent use. Default: math/rand/v2.
	Random func() float64

	// Limiter limits the attempts a second of all calls that share it. Default: none.
	Limiter *Limiter

	// HTTPClient sends the requests. It must be safe for concurrent use, must not
	// follow redirects and must return when the request's context ends: nothing else
	// limits an attempt. Default: [NewHTTPClient].
	HTTPClient smithyhttp.ClientDo
}

// DefaultRetryCodes returns the codes for which the vendor's page says to try again
// (https://www.tencentcloud.com/document/product/1047/53442).
func DefaultRetryCodes() []int { return []int{50004, 50005} }

// resolve sets the defaults and checks the options. Its errors quote no value.
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

// check reports invalid options. The official signer checks none of its inputs
// (tls-sig-api-v2-golang v1.4.0).
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
