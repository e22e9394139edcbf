package main

import (
	"context"
	"slices"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/deploy/config"
)

// get reads a version of the function. It returns nil if there is none.
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

// page is the number of elements of a list that one call asks for.
const page = 20

// pages asks for a list, page by page. Each reply says how many elements there are.
func pages(ask func(offset, limit *uint64) (total *uint64, err error)) error {
	for offset := uint64(0); ; offset += page {
		total, err := ask(&offset, ptr(uint64(page)))
		if err != nil || offset+page >= value(total) {
			return err
		}
	}
}

// versions returns the numbered versions, the newest first.
func (a *api) versions(ctx context.Context) (all []version, err error) {
	err = pages(func(offset, limit *uint64) (*uint64, error) {
		q := scf.NewListVersionByFunctionRequest()
		q.FunctionName, q.Offset, q.Limit = &a.function, offset, limit
		r, err := read(ctx, a, a.ListVersionByFunctionWithContext, q)
		if err != nil {
			return nil, err
		}
		for _, v := range r.Response.Versions {
			if n := number(value(v.Version)); n > 0 {
				all = append(all, version{n: n, name: value(v.Version), description: value(v.Description)})
			}
		}
		return r.Response.TotalCount, nil
	})
	slices.SortFunc(all, func(a, b version) int { return b.n - a.n })
	return all, err
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

// move points $DEFAULT to a version, with all traffic. If the reply is lost, move checks
// whether the platform has done it.
func (a *api) move(ctx context.Context, to, description string) error {
	q := scf.NewUpdateAliasRequest()
	q.FunctionName, q.Name, q.FunctionVersion, q.Description = &a.function, ptr(defaultAlias), &to, &description
	_, err := write(ctx, a, a.UpdateAliasWithContext, q)
	if err == nil || answered(err) {
		return err
	}
	now, lookErr := a.alias(ctx)
	if lookErr == nil && value(now.FunctionVersion) == to && value(now.Description) == description {
		return nil
	}
	return err
}

// invoke calls a version. It is a read, because the function changes nothing.
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
	err = pages(func(offset, limit *uint64) (*uint64, error) {
		q := scf.NewListTriggersRequest()
		q.FunctionName, q.Offset, q.Limit = &a.function, offset, limit
		r, err := read(ctx, a, a.ListTriggersWithContext, q)
		if err != nil {
			return nil, err
		}
		all = append(all, r.Response.Triggers...)
		return r.Response.TotalCount, nil
	})
	return all, err
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

// value returns what a pointer of the SDK points to, or the zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// optional returns nil for an empty text, so that a request omits it.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
