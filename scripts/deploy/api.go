package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// repeats is how often a call is repeated at most.
	repeats = 3
	// callTime bounds one call: a package of some MB has to be uploaded.
	callTime = 2 * time.Minute
)

// newAPI makes one for the function of c.
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

// read makes a call that changes nothing: it is repeated also after a fault of the
// platform or of the network. Not by the SDK's own retry, which takes requests with
// a ClientToken only.
func read[Q tchttp.Request, R any](ctx context.Context, a *api, call func(context.Context, Q) (R, error), q Q) (R, error) {
	return do(ctx, a, call, q, func(code string) bool { return throttled(code) || passing(code) })
}

// write makes a call that changes something: it is repeated only if the platform
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

// apiError is a call that failed. Its text has the API's words and no value of ours.
type apiError struct {
	action, code string
	err          error
}

func (e *apiError) Error() string {
	var said *sdk.TencentCloudSDKError
	if errors.As(e.err, &said) && !strings.HasPrefix(said.Code, "ClientError") {
		return fmt.Sprintf("%s: %s (%s, request %s)", e.action, said.Message, said.Code, said.RequestId)
	}
	return fmt.Sprintf("%s: no answer of the SCF API (%s)", e.action, e.code)
}

func (e *apiError) Unwrap() error { return e.err }

// codeOf is the API's code for an error, or what kind of network fault it is.
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

// missing reports whether what was asked for does not exist.
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

// get reads a version of the function; nil if there is none.
func (a *api) get(ctx context.Context, qualifier string) (*scf.GetFunctionResponseParams, error) {
	q := scf.NewGetFunctionRequest()
	q.FunctionName, q.Qualifier, q.ShowCode = &a.function, &qualifier, ptr("FALSE")
	r, err := read(ctx, a, a.GetFunctionWithContext, q)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.Response, nil
}

func (a *api) create(ctx context.Context, q *scf.CreateFunctionRequest) error {
	_, err := write(ctx, a, a.CreateFunctionWithContext, q)
	return err
}

func (a *api) updateConfiguration(ctx context.Context, q *scf.UpdateFunctionConfigurationRequest) error {
	_, err := write(ctx, a, a.UpdateFunctionConfigurationWithContext, q)
	return err
}

func (a *api) updateCode(ctx context.Context, zip string) error {
	q := scf.NewUpdateFunctionCodeRequest()
	q.FunctionName, q.ZipFile = &a.function, &zip
	_, err := write(ctx, a, a.UpdateFunctionCodeWithContext, q)
	return err
}

func (a *api) deleteFunction(ctx context.Context) error {
	q := scf.NewDeleteFunctionRequest()
	q.FunctionName = &a.function
	_, err := write(ctx, a, a.DeleteFunctionWithContext, q)
	return err
}

// publish makes a version of $LATEST and returns its name, a number.
func (a *api) publish(ctx context.Context, description string) (string, error) {
	q := scf.NewPublishVersionRequest()
	q.FunctionName, q.Description = &a.function, &description
	r, err := write(ctx, a, a.PublishVersionWithContext, q)
	if err != nil {
		return "", err
	}
	return value(r.Response.FunctionVersion), nil
}

// page is how many of a list are asked for at a time.
const page = 20

// versions lists the numbered versions, the newest first.
func (a *api) versions(ctx context.Context) (all []version, err error) {
	for offset := uint64(0); ; offset += page {
		q := scf.NewListVersionByFunctionRequest()
		q.FunctionName, q.Offset, q.Limit = &a.function, &offset, ptr(uint64(page))
		r, err := read(ctx, a, a.ListVersionByFunctionWithContext, q)
		if err != nil {
			return nil, err
		}
		for _, v := range r.Response.Versions {
			if n := number(value(v.Version)); n > 0 {
				all = append(all, version{n: n, name: value(v.Version), description: value(v.Description), status: value(v.Status)})
			}
		}
		if offset+page >= value(r.Response.TotalCount) {
			slices.SortFunc(all, func(a, b version) int { return b.n - a.n })
			return all, nil
		}
	}
}

func (a *api) deleteVersion(ctx context.Context, name string) error {
	q := scf.NewDeleteFunctionVersionRequest()
	q.FunctionName, q.Qualifier = &a.function, &name
	_, err := write(ctx, a, a.DeleteFunctionVersionWithContext, q)
	return err
}

const defaultAlias = "$DEFAULT"

func (a *api) alias(ctx context.Context) (*scf.GetAliasResponseParams, error) {
	q := scf.NewGetAliasRequest()
	q.FunctionName, q.Name = &a.function, ptr(defaultAlias)
	r, err := read(ctx, a, a.GetAliasWithContext, q)
	if err != nil {
		return nil, err
	}
	return r.Response, nil
}

// move points $DEFAULT to a version, with all of its traffic.
func (a *api) move(ctx context.Context, to, description string) error {
	q := scf.NewUpdateAliasRequest()
	q.FunctionName, q.Name, q.FunctionVersion, q.Description = &a.function, ptr(defaultAlias), &to, &description
	_, err := write(ctx, a, a.UpdateAliasWithContext, q)
	return err
}

// invoke calls a version. It is a read: the function changes nothing.
func (a *api) invoke(ctx context.Context, qualifier, event string) (*scf.Result, error) {
	q := scf.NewInvokeFunctionRequest()
	q.FunctionName, q.Qualifier, q.Event = &a.function, &qualifier, &event
	r, err := read(ctx, a, a.InvokeFunctionWithContext, q)
	if err != nil {
		return nil, err
	}
	return r.Response.Result, nil
}

func (a *api) triggers(ctx context.Context) (all []*scf.TriggerInfo, err error) {
	for offset := uint64(0); ; offset += page {
		q := scf.NewListTriggersRequest()
		q.FunctionName, q.Offset, q.Limit = &a.function, &offset, ptr(uint64(page))
		r, err := read(ctx, a, a.ListTriggersWithContext, q)
		if err != nil {
			return nil, err
		}
		all = append(all, r.Response.Triggers...)
		if offset+page >= value(r.Response.TotalCount) {
			return all, nil
		}
	}
}

func (a *api) createTrigger(ctx context.Context, t config.Trigger) error {
	q := scf.NewCreateTriggerRequest()
	q.FunctionName, q.TriggerName, q.Type, q.TriggerDesc = &a.function, &t.Name, &t.Type, &t.Desc
	q.Qualifier, q.Enable, q.CustomArgument = &t.Qualifier, ptr(openClose(t.Enable)), optional(t.Argument)
	_, err := write(ctx, a, a.CreateTriggerWithContext, q)
	return err
}

func (a *api) updateTrigger(ctx context.Context, t config.Trigger) error {
	q := scf.NewUpdateTriggerRequest()
	q.FunctionName, q.TriggerName, q.Type, q.TriggerDesc = &a.function, &t.Name, &t.Type, &t.Desc
	q.Qualifier, q.Enable, q.CustomArgument = &t.Qualifier, ptr(openClose(t.Enable)), optional(t.Argument)
	_, err := write(ctx, a, a.UpdateTriggerWithContext, q)
	return err
}

func (a *api) deleteTrigger(ctx context.Context, t *scf.TriggerInfo) error {
	q := scf.NewDeleteTriggerRequest()
	q.FunctionName, q.TriggerName, q.Type, q.Qualifier = &a.function, t.TriggerName, t.Type, t.Qualifier
	_, err := write(ctx, a, a.DeleteTriggerWithContext, q)
	return err
}

func openClose(enable bool) string {
	if enable {
		return "OPEN"
	}
	return "CLOSE"
}

func ptr[T any](v T) *T { return &v }

// value is what a pointer of the SDK points to; the zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// optional leaves an empty text out of a request.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
