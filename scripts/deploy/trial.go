package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/handler/settings"
	"chatmarks/scripts/local/platform"
)

// trial checks whether a function works. It makes a health check, and a search of the
// app's admin for a conversation with itself, which probably has no mark.
type trial struct {
	settings *settings.Settings
	token    string // the first of CALLER_TOKENS
	version  string // that the health check must show; empty for any
	out      *printer
	client   *http.Client
	pause    time.Duration // between two checks of an address that does not answer yet
}

// looks is how often an address is checked, at most: for a minute, if it answers at once.
const looks = 75

// newTrial returns the trial of a function with the variables of set.
func newTrial(set map[string]string, version string, out *printer, pace time.Duration) *trial {
	var environ []string
	for name, value := range set {
		environ = append(environ, name+"="+value)
	}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // a redirect would take the credential elsewhere
	token := append(settings.List(set["CALLER_TOKENS"]), "")[0]                             // empty if there is none
	return &trial{settings: settings.NewCache(environ, nil).Get(nil), token: token, version: version, out: out,
		pause: 4 * pace, client: &http.Client{Timeout: 20 * time.Second, CheckRedirect: refuse}}
}

// answer has the fields of the function's answer that a trial needs, and the message of
// an error of the platform or of scf-go-lib.
type answer struct {
	Status, Version, RequestID string
	Conversations              []json.RawMessage
	Error                      struct{ Code, Message string }
	ErrorMessage               string
}

// parseAnswer parses an answer. If it is not the function's JSON, all fields are empty.
func parseAnswer(body []byte) (a answer) {
	if json.Unmarshal(body, &a) != nil {
		return answer{}
	}
	return a
}

// foreign returns the error for an answer that the function does not give. The platform
// has answers of its own, for example if the function does not end in time
// (https://cloud.tencent.com/document/product/583/42611).
func (a answer) foreign(who, job string, status int) error {
	text := fmt.Sprintf("%s, %s: not an answer of the function", who, job)
	if status != 0 {
		text += fmt.Sprintf(", status %d", status)
	}
	if a.ErrorMessage != "" {
		text += fmt.Sprintf(": %.200q", a.ErrorMessage)
	}
	return errors.New(text)
}

func (t *trial) request() string {
	admin := t.settings.DefaultApp().Admin
	b, _ := json.Marshal(map[string]any{"From_Account": admin, "ContactItem": []any{map[string]any{"Type": 1, "To_Account": admin}}})
	return string(b) // strings and numbers can always be written
}

const healthEvent = `{"httpMethod":"GET","path":"/healthz","headers":{},"queryString":{},"body":""}`

// ofVersion tries a version of an event function before it gets traffic.
func (t *trial) ofVersion(ctx context.Context, a *api, name string) error {
	r, err := a.invoke(ctx, name, healthEvent)
	if err != nil {
		return err
	}
	health, err := platform.ParseResponse([]byte(value(r.RetMsg)))
	if err != nil {
		return fmt.Errorf("version %s, health check: not an answer of the function: %.200q", name, value(r.RetMsg)+value(r.ErrMsg))
	}
	if err := t.health("version "+name, health.StatusCode, health.Body); err != nil {
		return err
	}
	if r, err = a.invoke(ctx, name, t.request()); err != nil {
		return err
	}
	text := value(r.RetMsg)
	if message := value(r.ErrMsg); message != "" {
		text = cmp.Or(parseAnswer([]byte(message)).ErrorMessage, message) // scf-go-lib wraps the text of a Go error
	}
	return t.found("version "+name, 0, []byte(text))
}

// health checks the answer to a health check.
func (t *trial) health(who string, status int, body []byte) error {
	switch a := parseAnswer(body); {
	case a.Error.Code != "":
		return fmt.Errorf("%s, health check: %d %s %s%s", who, status, a.Error.Code, a.Error.Message, a.hint())
	case status != http.StatusOK || a.Status != "ok" || a.Version == "":
		return a.foreign(who, "health check", status)
	case t.version != "" && written(a.Version) != written(t.version):
		return fmt.Errorf("%s answers as release %s, not %s", who, a.Version, t.version)
	default:
		t.out.step("try", "%s: health check 200, release %s", who, a.Version)
		return nil
	}
}

// found checks the answer to the search. It is no fault if the admin was not imported:
// Chat knew the app, the key and the admin. status is 0 for an invocation.
func (t *trial) found(who string, status int, body []byte) error {
	is := func(wanted int) bool { return status == wanted || status == 0 }
	switch a := parseAnswer(body); {
	case a.Error.Code == "" && len(a.Conversations) == 1 && is(http.StatusOK): // it asked for one
		t.out.step("try", "%s: search answered, request %s", who, a.RequestID)
	case a.Error.Code == "ResourceNotFound" && is(http.StatusNotFound):
		t.out.step("try", "%s: search refused, %s: app, key and admin are right, only the admin's account is not there", who, a.Error.Message)
	case a.Error.Code != "":
		return fmt.Errorf("%s, search: %s %s%s", who, a.Error.Code, a.Error.Message, a.hint())
	default:
		return a.foreign(who, "search", status)
	}
	return nil
}

// hint says where to find the cause.
func (a answer) hint() string {
	if a.RequestID == "" {
		return ""
	}
	return fmt.Sprintf(" (its log line names the cause: in CLS, SCF_RequestId:%q)", a.RequestID)
}

// atURL tries an address. The platform needs some seconds for a new address, or for code
// that was just replaced.
func (t *trial) atURL(ctx context.Context, url string) error {
	const told = 10 // checks between two lines about the wait
	begin := time.Now()
	for look := 0; ; look++ {
		err := t.healthAt(ctx, url)
		if err == nil {
			break
		}
		if look+1 >= looks || time.Since(begin) > time.Minute || ctx.Err() != nil {
			return err
		}
		if look%told == 0 {
			t.out.step("wait", "for %s, since %s: %v", url, begin.Format(time.TimeOnly), err)
		}
		sleep(ctx, t.pause)
	}
	authorization, err := t.credential()
	if err != nil {
		return err
	}
	status, body, err := t.send(ctx, http.MethodPost, url, authorization, t.request())
	if err != nil {
		return err
	}
	return t.found(url, status, body)
}

func (t *trial) healthAt(ctx context.Context, url string) error {
	status, body, err := t.send(ctx, http.MethodGet, url+"/healthz", "", "")
	if err != nil {
		return err
	}
	return t.health(url, status, body)
}

// maxAnswer limits an answer. The platform passes on no more than 6 MB
// (https://cloud.tencent.com/document/product/583/11637).
const maxAnswer = 6 << 20

func (t *trial) send(ctx context.Context, method, url, authorization, body string) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, errors.New("the address is no URL")
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	response, err := t.client.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("no answer: %w", err) // net/http's error has the address, and no header
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("%s: the answer broke off: %w", url, err)
	}
	return response.StatusCode, text, nil
}

// life is the life of a UserSig. It allows for the calls and for a wrong clock.
const life = 5 * time.Minute

// credential returns the credential that CALLER_AUTH requires. It is empty if none is
// required.
func (t *trial) credential() (string, error) {
	callers, app := t.settings.Callers, t.settings.DefaultApp()
	switch {
	case callers.None:
		return "", nil
	case callers.UserSig:
		sig, err := tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, app.Admin, int(life/time.Second))
		if err != nil {
			return "", errors.New("no UserSig could be made for the admin")
		}
		return "UserSig " + app.Admin + ":" + sig, nil
	case callers.Token:
		return "Bearer " + t.token, nil
	}
	return "", errors.New("CALLER_AUTH names no way that can be tried")
}
