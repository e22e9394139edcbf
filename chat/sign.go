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

// signer makes the UserSig of the app's admin and caches it until shortly before it
// expires. Chat allows a UserSig to be reused until it expires
// (https://www.tencentcloud.com/document/product/1047/34620).
type signer struct {
	options *Options

	mu      sync.Mutex
	kept    credentials
	renewAt time.Time
	refused string // the last UserSig that Chat refused as expired
}

// credentials are the UserSig of an attempt, and the query or the part of it that
// contains the UserSig.
type credentials struct{ userSig, query string }

// sign returns valid credentials. It re-signs if the cached ones are about to expire.
// It holds the lock while it signs, 3 µs, so that parallel calls share one UserSig.
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
		// The official signer counts in whole seconds: a UserSig made in the same second
		// as the refused one would be identical.
		life -= time.Second
		userSig, err = s.generate(life)
	}
	if err != nil {
		return credentials{}, fmt.Errorf("sign: %w", err)
	}
	// Renew a tenth to a fifth of the life early, at random, so that instances that
	// started together do not all sign at once.
	early := life/10 + rand.N(life/10+1)
	// The life began at the start of the second. Truncate also strips the monotonic
	// clock: it stops while an instance is frozen, but the signature still ages.
	s.renewAt = now.Truncate(time.Second).Add(life - early)
	s.kept = credentials{userSig: userSig, query: "sdkappid=" + strconv.FormatUint(s.options.SDKAppID, 10) +
		"&identifier=" + escape(s.options.Admin) + "&usersig=" + escape(userSig)}
	return s.kept, nil
}

func (s *signer) generate(life time.Duration) (string, error) {
	o := s.options
	return tencentyun.GenUserSig(int(o.SDKAppID), o.SecretKey, o.Admin, int(life/time.Second))
}

// drop forgets userSig, unless another call has already done so.
func (s *signer) drop(userSig string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.userSig == userSig {
		s.kept, s.refused = credentials{}, userSig
	}
}

// signing is the Finalize step inside retry. It gives every attempt a valid signature
// and its own random.
type signing struct{ signer *signer }

func (signing) ID() string { return "Signing" }

func (s signing) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	out middleware.FinalizeOutput, metadata middleware.Metadata, err error,
) {
	request := in.Request.(*smithyhttp.Request) // newStack uses no other type
	c, err := s.signer.sign()
	if err != nil {
		return out, metadata, err
	}
	// The only five parameters of a call
	// (https://www.tencentcloud.com/document/product/1047/34620).
	c.query += "&random=" + strconv.FormatUint(uint64(rand.Uint32()), 10) + "&contenttype=json"
	request.URL.RawQuery = c.query
	if attempt, ok := ctx.Value(attemptKey{}).(*attemptState); ok {
		attempt.credentials = c
	}
	return next.HandleFinalize(ctx, in)
}

// escape is url.QueryEscape with %20 for a space: only form decoders read a plus sign
// as a space.
func escape(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
