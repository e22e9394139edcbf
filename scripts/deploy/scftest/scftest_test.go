package scftest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdk "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/deploy/scftest"
	"chatmarks/scripts/local/platform"
)

const (
	secretID  = "AKIDtest"
	secretKey = "key-of-the-test"
	region    = "ap-guangzhou"
)

func start(t *testing.T, o scftest.Options) (*scftest.Server, *scf.Client) {
	t.Helper()
	o.SecretID, o.SecretKey = secretID, secretKey
	s, err := scftest.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, client(t, s, secretID, secretKey, "")
}

func client(t *testing.T, s *scftest.Server, id, key, token string) *scf.Client {
	t.Helper()
	p := profile.NewClientProfile()
	p.HttpProfile.Endpoint, p.HttpProfile.Scheme = strings.TrimPrefix(s.URL(), "http://"), "HTTP"
	c, err := scf.NewClient(common.NewTokenCredential(id, key, token), region, p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// code returns the API's code of an error. It is empty if there is none.
func code(err error) string {
	var said *sdk.TencentCloudSDKError
	if errors.As(err, &said) {
		return said.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func ptr[T any](v T) *T { return &v }

// pack returns a package with one file.
func pack(name, text string, mode os.FileMode) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	h.SetMode(mode)
	f, _ := w.CreateHeader(h)
	_, _ = io.WriteString(f, text)
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// function returns the package of the real function, which is built once.
var function = sync.OnceValue(func() string {
	root, err := platform.ModuleRoot()
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "scftest-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary, err := platform.Build(context.Background(), root, dir)
	if err != nil {
		panic(err)
	}
	text, err := os.ReadFile(filepath.Clean(binary))
	if err != nil {
		panic(err)
	}
	return pack("main", string(text), 0o755)
})

// create returns a request that is accepted.
func create(zip string) *scf.CreateFunctionRequest {
	q := scf.NewCreateFunctionRequest()
	q.FunctionName, q.Type, q.Runtime, q.Handler = ptr("chatmarks"), ptr("Event"), ptr("Go1"), ptr("main")
	q.Code = &scf.Code{ZipFile: &zip}
	q.MemorySize, q.Timeout, q.InitTimeout = ptr(int64(128)), ptr(int64(15)), ptr(int64(10))
	q.Environment = &scf.Environment{Variables: []*scf.Variable{{Key: ptr("CHAT_REGION"), Value: ptr("china")}}}
	return q
}

var small = pack("main", "#!/bin/true", 0o755)

func TestSignaturesAreVerified(t *testing.T) {
	t.Parallel()
	s, good := start(t, scftest.Options{})
	if _, err := good.CreateFunction(create(small)); err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]*scf.Client{
		"AuthFailure.SignatureFailure": client(t, s, secretID, secretKey+"x", ""),
		"AuthFailure.SecretIdNotFound": client(t, s, "AKIDother", secretKey, ""),
		"AuthFailure.TokenFailure":     client(t, s, secretID, secretKey, "token"),
	} {
		if _, err := c.CreateFunction(create(small)); code(err) != want {
			t.Errorf("%v, not %s", err, want)
		}
	}
	late, c := start(t, scftest.Options{Now: func() time.Time { return time.Now().Add(6 * time.Minute) }})
	if _, err := c.CreateFunction(create(small)); code(err) != "AuthFailure.SignatureExpire" {
		t.Error(err)
	}
	if n := len(late.Journal()); n != 1 {
		t.Errorf("%d calls in the journal", n)
	}
	for want, change := range map[string]func(*http.Request){
		"MissingParameter":                 func(r *http.Request) { r.Header.Del("X-TC-Region") },
		"NoSuchVersion":                    func(r *http.Request) { r.Header.Set("X-TC-Version", "2017-03-12") },
		"AuthFailure.InvalidAuthorization": func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") },
		"AuthFailure.SignatureFailure": func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(`{"FunctionName":"other"}`))
			r.ContentLength = 24
		},
	} {
		q := scf.NewGetFunctionRequest()
		q.FunctionName = ptr("chatmarks")
		c := client(t, s, secretID, secretKey, "")
		c.WithHttpTransport(changing(change))
		if _, err := c.GetFunction(q); code(err) != want {
			t.Errorf("%v, not %s", err, want)
		}
	}
	for _, e := range s.Journal() {
		if strings.Contains(string(e.Body), secretKey) {
			t.Error("the journal has the account's key")
		}
	}
}

// changing changes a request that was signed.
type changing func(*http.Request)

func (c changing) RoundTrip(r *http.Request) (*http.Response, error) {
	c(r)
	return http.DefaultTransport.RoundTrip(r)
}

// What the SDK's comments and the pages do not allow is refused.
func TestFunctionsThatAreRefused(t *testing.T) {
	t.Parallel()
	s, c := start(t, scftest.Options{})
	variables := func(pairs ...string) func(*scf.CreateFunctionRequest) {
		return func(q *scf.CreateFunctionRequest) {
			q.Environment = new(scf.Environment)
			for i := 0; i < len(pairs); i += 2 {
				q.Environment.Variables = append(q.Environment.Variables, &scf.Variable{Key: ptr(pairs[i]), Value: ptr(pairs[i+1])})
			}
		}
	}
	code64 := func(zip string) func(*scf.CreateFunctionRequest) {
		return func(q *scf.CreateFunctionRequest) { q.Code.ZipFile = &zip }
	}
	for name, tt := range map[string]struct {
		change func(q *scf.CreateFunctionRequest)
		want   string
	}{
		"a name that ends in -": {func(q *scf.CreateFunctionRequest) { q.FunctionName = ptr("chatmarks-") }, "InvalidParameterValue.FunctionName"},
		"another runtime":       {func(q *scf.CreateFunctionRequest) { q.Runtime = ptr("Python3.6") }, "InvalidParameterValue.Runtime"},
		"another handler":       {func(q *scf.CreateFunctionRequest) { q.Handler = ptr("index.main_handler") }, "InvalidParameterValue.Handler"},
		"another type":          {func(q *scf.CreateFunctionRequest) { q.Type = ptr("Web") }, "InvalidParameterValue.Type"},
		"memory of 100":         {func(q *scf.CreateFunctionRequest) { q.MemorySize = ptr(int64(100)) }, "InvalidParameterValue.Memory"},
		"a timeout of 901":      {func(q *scf.CreateFunctionRequest) { q.Timeout = ptr(int64(901)) }, "InvalidParameterValue.Timeout"},
		"a description with :":  {func(q *scf.CreateFunctionRequest) { q.Description = ptr("a: b") }, "InvalidParameterValue.Description"},
		"an empty variable":     {variables("A1", ""), "InvalidParameterValue.Environment"},
		"a variable twice":      {variables("A1", "1", "A1", "2"), "InvalidParameterValue.Environment"},
		"the system's variable": {variables("SCF_NAME", "1"), "InvalidParameterValue.EnvironmentSystemProtect"},
		"4 KB and a byte":       {variables("A1", strings.Repeat("x", 4095)), "InvalidParameterValue.EnvironmentExceededLimit"},
		"4 KB": {func(q *scf.CreateFunctionRequest) {
			q.FunctionName = ptr("four")
			variables("A1", strings.Repeat("x", 4094))(q)
		}, ""},
		"no zip":                  {code64("bm8="), "InvalidParameterValue.ZipFile"},
		"a zip without main":      {code64(pack("bin/main", "x", 0o755)), "InvalidParameterValue.ZipFile"},
		"main that cannot be run": {code64(pack("main", "x", 0o644)), "InvalidParameterValue.ZipFile"},
		"concurrency of an event": {func(q *scf.CreateFunctionRequest) {
			q.InstanceConcurrencyConfig = &scf.InstanceConcurrencyConfig{DynamicEnabled: ptr("FALSE")}
		}, "InvalidParameterValue.InstanceConcurrencyConfig"},
		"a field nobody asked for": {func(q *scf.CreateFunctionRequest) { q.DnsCache = ptr("TRUE") }, "InvalidParameterValue.Param"},
		"a bootstrap with CR": {func(q *scf.CreateFunctionRequest) {
			q.Type, q.Handler, q.Code.ZipFile = ptr("HTTP"), nil, ptr(pack("scf_bootstrap", "#!/bin/bash\r\n", 0o755))
		}, "InvalidParameterValue.ZipFile"},
	} {
		q := create(small)
		tt.change(q)
		if _, err := c.CreateFunction(q); code(err) != tt.want {
			t.Errorf("%s: %v, not %q", name, err, tt.want)
		}
	}
	if _, err := c.CreateFunction(create(small)); err != nil {
		t.Error(err)
	}
	if _, err := c.CreateFunction(create(small)); code(err) != "ResourceInUse.Function" {
		t.Error(err)
	}
	if _, ok := s.Function("ap-shanghai", "chatmarks"); ok {
		t.Error("a function is in every region")
	}
}

// A function at rest refuses what the real one refuses. A function that changes refuses
// every write.
func TestOrdersAndStates(t *testing.T) {
	t.Parallel()
	s, c := start(t, scftest.Options{MaxVersions: 2})
	name := ptr("chatmarks")
	get := func(qualifier string) string {
		q := scf.NewGetFunctionRequest()
		q.FunctionName, q.Qualifier = name, &qualifier
		r, err := c.GetFunction(q)
		if err != nil {
			return code(err)
		}
		return *r.Response.Status
	}
	publish := func(description string) string {
		q := scf.NewPublishVersionRequest()
		q.FunctionName, q.Description = name, &description
		_, err := c.PublishVersion(q)
		return code(err)
	}
	move := func(alias, to string) string {
		q := scf.NewUpdateAliasRequest()
		q.FunctionName, q.Name, q.FunctionVersion = name, &alias, &to
		_, err := c.UpdateAlias(q)
		return code(err)
	}
	configure := func(change func(q *scf.UpdateFunctionConfigurationRequest)) string {
		q := scf.NewUpdateFunctionConfigurationRequest()
		q.FunctionName = name
		change(q)
		_, err := c.UpdateFunctionConfiguration(q)
		return code(err)
	}
	trigger := func(kind, triggerName, desc, enable, argument string) string {
		q := scf.NewCreateTriggerRequest()
		q.FunctionName, q.TriggerName, q.Type, q.TriggerDesc, q.Enable, q.Qualifier = name, &triggerName, &kind, &desc, &enable, ptr("$DEFAULT")
		if argument != "" {
			q.CustomArgument = &argument
		}
		_, err := c.CreateTrigger(q)
		return code(err)
	}
	remove := func(version string) string {
		q := scf.NewDeleteFunctionVersionRequest()
		q.FunctionName, q.Qualifier = name, &version
		_, err := c.DeleteFunctionVersion(q)
		return code(err)
	}
	alias := func() string {
		q := scf.NewCreateAliasRequest()
		q.FunctionName, q.Name, q.FunctionVersion = name, ptr("$DEFAULT"), ptr("1")
		_, err := c.CreateAlias(q)
		return code(err)
	}
	update := func(zip string) string {
		q := scf.NewUpdateFunctionCodeRequest()
		q.FunctionName, q.ZipFile = name, &zip
		_, err := c.UpdateFunctionCode(q)
		return code(err)
	}
	const url = `{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}`
	if _, err := c.CreateFunction(create(small)); err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct{ got, want string }{
		{publish("x"), "FailedOperation.FunctionStatusError"},
		{update(small), "FailedOperation.FunctionStatusError"},
		{trigger("http", "url", url, "OPEN", ""), "FailedOperation.FunctionStatusError"},
		{get("$LATEST"), "Creating"},
		{get("$LATEST"), "Active"},
		{get("1"), "ResourceNotFound.Qualifier"},
		{move("$DEFAULT", "1"), "ResourceNotFound.FunctionVersion"},
		{publish("a: b"), "InvalidParameterValue.Description"},
		{publish("first"), ""},
		{move("$DEFAULT", "1"), "FailedOperation.FunctionVersionStatusNotActive"},
		{get("1"), "Publishing"},
		{get("1"), "Active"},
		{alias(), "InvalidParameterValue.Alias"},
		{move("live", "1"), "ResourceNotFound.Alias"},
		{move("$DEFAULT", "1"), ""},
		{configure(func(q *scf.UpdateFunctionConfigurationRequest) { q.Runtime = ptr("Go1") }), "InvalidParameterValue.Param"},
		{configure(func(q *scf.UpdateFunctionConfigurationRequest) {
			q.Environment = &scf.Environment{Variables: []*scf.Variable{{Key: ptr("CHAT_REGION"), Value: ptr("tokyo")}}}
		}), ""},
		{publish("x"), "FailedOperation.FunctionStatusError"},
		{get("$LATEST"), "Updating"},
		{publish("second"), ""},
		{publish("third"), "LimitExceeded.FunctionVersions"},
		{remove("1"), "ResourceInUse.FunctionVersion"},
		{remove("2"), "FailedOperation.FunctionVersionStatusNotActive"},
		{get("2"), "Publishing"},
		{remove("2"), ""},
		{remove("2"), "ResourceNotFound.FunctionVersion"},
		{trigger("http", "url", url, "ON", ""), "InvalidParameterValue.Enable"},
		{trigger("http", "url", `{"AuthType":"ANY"}`, "OPEN", ""), "InvalidParameterValue.TriggerDesc"},
		{trigger("http", "url", `{"AuthType":"NONE","Public":true}`, "OPEN", ""), "InvalidParameterValue.TriggerDesc"},
		{trigger("http", "url", url, "OPEN", ""), ""},
		{trigger("http", "url2", url, "OPEN", ""), "ResourceInUse.Trigger"},
		{trigger("timer", "t", "0 0 3 * * *", "OPEN", ""), "InvalidParameterValue.TriggerDesc"},
		{trigger("timer", "t t", "0 0 3 * * * *", "OPEN", ""), "InvalidParameterValue.TriggerName"},
		{trigger("timer", "t", "0 0 3 * * * *", "CLOSE", "{}"), ""},
		{trigger("ckafka", "k", `{"InstanceId":"i"}`, "OPEN", ""), "InvalidParameterValue.TriggerDesc"},
		{trigger("ckafka", "k", `{"InstanceId":"i","Topic":"t","maxMsgNum":1,"offset":"latest","retry":3,"timeOut":5}`, "OPEN", "x"), "InvalidParameterValue.CustomArgument"},
		{trigger("cos", "c", "{}", "OPEN", ""), "InvalidParameterValue.Type"},
		{update(pack("other", "x", 0o755)), "InvalidParameterValue.ZipFile"},
	} {
		if step.got != step.want {
			t.Errorf("step %d: %q, not %q", i+1, step.got, step.want)
		}
	}
	f, _ := s.Function(region, "chatmarks")
	if f.Versions["1"].Variables["CHAT_REGION"] != "china" || f.Latest.Variables["CHAT_REGION"] != "tokyo" {
		t.Errorf("a version is not frozen: %+v", f)
	}
	q := scf.NewListTriggersRequest()
	q.FunctionName, q.Limit, q.Offset = name, ptr(uint64(1)), ptr(uint64(1))
	r, err := c.ListTriggers(q)
	if err != nil || *r.Response.TotalCount != 2 || len(r.Response.Triggers) != 1 || *r.Response.Triggers[0].TriggerDesc != `{"cron":"0 0 3 * * * *"}` || *r.Response.Triggers[0].Enable != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// The uploaded code runs: InvokeFunction calls the named version, and the Function URL
// calls the version that the alias points to.
func TestUploadRuns(t *testing.T) {
	t.Parallel()
	chat, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Close)
	_, c := start(t, scftest.Options{Busy: -1})
	q := create(function())
	q.Environment.Variables = append(q.Environment.Variables, &scf.Variable{Key: ptr("CHAT_SDKAPPID"), Value: ptr("1400000001")},
		&scf.Variable{Key: ptr("CHAT_SECRET_KEY"), Value: ptr(chattest.DemoApp().SecretKey)}, &scf.Variable{Key: ptr("CHAT_ENDPOINT"), Value: ptr(chat.URL())})
	if _, err := c.CreateFunction(q); err != nil {
		t.Fatal(err)
	}
	i := scf.NewInvokeFunctionRequest()
	i.FunctionName, i.Qualifier, i.Event = q.FunctionName, ptr("$LATEST"), ptr(`{"From_Account":"user_0001","AllContacts":true}`)
	r, err := c.InvokeFunction(i)
	if err != nil || strings.Count(*r.Response.Result.RetMsg, `"found":true`) != 6 {
		t.Fatalf("%+v, %v", r, err)
	}
	i.Event = ptr(`not JSON`)
	if _, err := c.InvokeFunction(i); code(err) != "InvalidParameterValue.Param" {
		t.Error(err)
	}
	tr := scf.NewCreateTriggerRequest()
	tr.FunctionName, tr.TriggerName, tr.Type, tr.Enable, tr.Qualifier = q.FunctionName, ptr("url"), ptr("http"), ptr("OPEN"), ptr("$DEFAULT")
	tr.TriggerDesc = ptr(`{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}`)
	if _, err := c.CreateTrigger(tr); err != nil {
		t.Fatal(err)
	}
	l := scf.NewListTriggersRequest()
	l.FunctionName = q.FunctionName
	if _, err := c.ListTriggers(l); err != nil { // the first time without the address
		t.Fatal(err)
	}
	list, err := c.ListTriggers(l)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(*list.Response.Triggers[0].TriggerDesc, `"ExtranetUrl":"`)
	url, _, _ := strings.Cut(rest, `"`)
	answer, err := http.Get(url + "/healthz")
	if err != nil || answer.StatusCode != 200 {
		t.Fatal(answer, err)
	}
	answer.Body.Close()
}

// Faults are played for each call, carried out or not.
func TestFaults(t *testing.T) {
	t.Parallel()
	s, c := start(t, scftest.Options{})
	for want, fault := range map[string]scftest.Fault{
		"RequestLimitExceeded":       {Code: "RequestLimitExceeded", Message: "slow down"},
		"ClientError.NetworkError":   {ResetBefore: true},
		"ClientError.ParseJsonError": {Status: 502},
	} {
		s.SetFaults(func(scftest.Call) scftest.Fault { return fault })
		if _, err := c.CreateFunction(create(small)); code(err) != want {
			t.Errorf("%v, not %s", err, want)
		}
		if _, ok := s.Function(region, "chatmarks"); ok {
			t.Errorf("%s: it was carried out", want)
		}
	}
	var then atomic.Bool
	s.SetFaults(func(scftest.Call) scftest.Fault {
		return scftest.Fault{ResetAfter: true, Then: func() { then.Store(true) }}
	})
	if _, err := c.CreateFunction(create(small)); code(err) != "ClientError.NetworkError" || !then.Load() {
		t.Error(err)
	}
	if _, ok := s.Function(region, "chatmarks"); !ok {
		t.Error("it was not carried out")
	}
	journal := s.Journal()
	if len(journal) != 4 || journal[3].ErrorCode != "" || !journal[3].Write || journal[0].ErrorCode == "" {
		t.Errorf("%+v", journal)
	}
}
