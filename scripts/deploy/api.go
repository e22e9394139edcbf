package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdk "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	tchttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/deploy/config"
)

// api calls the SCF API for one function.
type api struct {
	*scf.Client
	function string
	out      *printer
	pace     time.Duration // the shortest pause
	local    bool          // it is on this machine, and so are the addresses that it gives
}

const (
	// repeats is how often a call is repeated, at most.
	repeats = 3
	// callTime limits one call, which may upload a package of some MB.
	callTime = 2 * time.Minute
)

// newAPI returns an api for the function of c.
func newAPI(c *config.Config, j *job) (*api, error) {
	account := c.Account
	credential := common.NewTokenCredential(account.SecretID.Reveal(), account.SecretKey.Reveal(), account.Token.Reveal())
	p := profile.NewClientProfile()
	p.Language = "en-US"
	p.DisableRegionBreaker = true // another host would get the settings
	p.HttpProfile.ReqTimeout = int(callTime / time.Second)
	if j.endpoint != nil {
		p.HttpProfile.Endpoint, p.HttpProfile.Scheme = j.endpoint.Host, strings.ToUpper(j.endpoint.Scheme)
	}
	client, err := scf.NewClient(credential, c.Function.Region, p)
	if err != nil {
		return nil, fmt.Errorf("SCF API: %w", err)
	}
	return &api{Client: client, function: c.Function.Name, out: j.out, pace: j.pace, local: j.local()}, nil
}

// read makes a call that changes nothing. It repeats the call after a fault of the
// platform or of the network. The SDK's own retry takes only requests with a
// ClientToken.
func read[Q tchttp.Request, R any](ctx context.Context, a *api, call func(context.Context, Q) (R, error), q Q) (R, error) {
	return do(ctx, a, call, q, func(code string) bool { return throttled(code) || passing(code) })
}

// write makes a call that changes something. It repeats the call only if the platform
// said that it has done nothing.
func write[Q tchttp.Request, R any](ctx context.Context, a *api, call func(context.Context, Q) (R, error), q Q) (R, error) {
	return do(ctx, a, call, q, throttled)
}

func do[Q tchttp.Request, R any](ctx context.Context, a *api, call func(context.Context, Q) (R, error), q Q, again func(code string) bool) (R, error) {
	for pause, n := 5*a.pace, 0; ; pause, n = 2*pause, n+1 {
		r, err := call(ctx, q)
		if err == nil {
			return r, nil
		}
		failed := &apiError{action: q.GetAction(), code: codeOf(err), err: err}
		if n == repeats || !again(failed.code) || ctx.Err() != nil {
			return r, failed
		}
		a.out.step("again", "%s in %v: %s", failed.action, pause, failed.code)
		sleep(ctx, pause)
	}
}

// apiError is the error of a call. Its text has the API's words, and no value of ours.
type apiError struct {
	action, code string
	err          error
}

func (e *apiError) Error() string {
	var said *sdk.TencentCloudSDKError
	if answered(e.err) && errors.As(e.err, &said) {
		return fmt.Sprintf("%s: %s (%s, request %s)", e.action, said.Message, said.Code, said.RequestId)
	}
	return fmt.Sprintf("%s: no answer of the SCF API (%s)", e.action, e.code)
}

func (e *apiError) Unwrap() error { return e.err }

// answered reports whether a call that failed was answered by the API.
func answered(err error) bool {
	var said *sdk.TencentCloudSDKError
	return errors.As(err, &said) && !strings.HasPrefix(said.Code, "ClientError")
}

// codeOf returns the API's code of an error, or the kind of a network fault.
func codeOf(err error) string {
	var said *sdk.TencentCloudSDKError
	if errors.As(err, &said) {
		return said.Code
	}
	return "network fault"
}

func throttled(code string) bool { return strings.HasPrefix(code, "RequestLimitExceeded") }

func passing(code string) bool {
	return strings.HasPrefix(code, "InternalError") || strings.HasPrefix(code, "ClientError.") || code == "network fault"
}

// missing reports whether err says that the thing asked for does not exist.
func missing(err error) bool {
	var failed *apiError
	return errors.As(err, &failed) && strings.HasPrefix(failed.code, "ResourceNotFound")
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
