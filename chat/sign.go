package chat

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// signer makes the UserSig of the app's admin and keeps it until shortly before
// it ends. Chat allows to use one again until it expires
// (https://www.tencentcloud.com/document/product/1047/34620).
type signer struct {
	options *Options

	mu      sync.Mutex
	kept    credentials
	renewAt time.Time
	refused string // the last UserSig that Chat took for expired
}

// credentials are what an attempt is sent with: a UserSig, and the part of the
// query, or all of it, that it is part of.
type credentials struct{ userSig, query string }

// sign returns valid credentials, re-signed if the kept ones are about to
// end. The lock is held while they are made, 3 µs, so that parallel calls share
// one UserSig.
func (s *signer) sign() (credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.kept.userSig != "" && now.Before(s.renewAt) {
		return s.kept, nil
	}
	life := s.options.UserSigTTL.Truncate(time.Second)
	userSig, err := s.generate(life)
	if err == nil && userSig == s.refused && life > time.Second {
		// The signer counts in whole seconds: one made in the second of the
		// refused one would be the same text.
		life -= time.Second
		userSig, err = s.generate(life)
	}
	if err != nil {
		return credentials{}, fmt.Errorf("sign: %w", err)
	}
	// Between a tenth and a fifth of its life early, so that instances that
	// began together do not all sign at once.
	early := life/10 + rand.N(life/10+1)
	// Its life began with the second. Truncate takes the monotonic clock away,
	// which stands still while an instance is frozen; the signature ages.
	s.renewAt = now.Truncate(time.Second).Add(life - early)
	s.kept = credentials{userSig: userSig, query: "sdkappid=" + strconv.FormatUint(s.options.SDKAppID, 10) +
		"&identifier=" + escape(s.options.Admin) + "&usersig=" + escape(userSig)}
	return s.kept, nil
}

func (s *signer) generate(life time.Duration) (string, error) {
	o := s.options
	return tencentyun.GenUserSig(int(o.SDKAppID), o.SecretKey, o.Admin, int(life/time.Second))
}

// drop forgets userSig, unless another call did so already.
func (s *signer) drop(userSig string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.userSig == userSig {
		s.kept, s.refused = credentials{}, userSig
	}
}

// signing is the Finalize step inside retry: every attempt has a valid
// signature and a random of its own.
type signing struct{ signer *signer }

func (signing) ID() string { return "Signing" }

func (s signing) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	out middleware.FinalizeOutput, metadata middleware.Metadata, err error,
) {
	request := in.Request.(*smithyhttp.Request) // newStack makes no other
	c, err := s.signer.sign()
	if err != nil {
		return out, metadata, err
	}
	// The five parameters that every call has, and no other
	// (https://www.tencentcloud.com/document/product/1047/34620).
	c.query += "&random=" + strconv.FormatUint(uint64(rand.Uint32()), 10) + "&contenttype=json"
	request.URL.RawQuery = c.query
	if attempt, ok := ctx.Value(attemptKey{}).(*attemptState); ok {
		attempt.credentials = c
	}
	return next.HandleFinalize(ctx, in)
}

// escape is url.QueryEscape with %20 for a space: a plus sign is a space only
// to those who decode forms.
func escape(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
