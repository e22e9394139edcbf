package chattest_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

func TestQueryAndUserSigAreRefusedAsChatDoes(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	other := chattest.App{SDKAppID: 1400000002, SecretKey: "another key", Data: &chattest.Data{}}
	s := start(t, chattest.Options{Apps: []chattest.App{app, other}})
	set := func(name, value string) func(url.Values) {
		return func(q url.Values) { q.Set(name, value) }
	}
	tests := map[string]struct {
		change func(url.Values)
		want   int
	}{
		"a good query is accepted":            {func(url.Values) {}, 0},
		"random may be zero":                  {set("random", "0"), 0},
		"sdkappid is missing":                 {func(q url.Values) { q.Del("sdkappid") }, 60012},
		"sdkappid is empty":                   {set("sdkappid", ""), 60012},
		"sdkappid is spelled in another case": {func(q url.Values) { q.Set("SDKAppID", q.Get("sdkappid")); q.Del("sdkappid") }, 60012},
		"sdkappid is unknown":                 {set("sdkappid", "1400000009"), 60006},
		"sdkappid is no number":               {set("sdkappid", "app"), 60006},
		"contenttype is xml":                  {set("contenttype", "xml"), 60002},
		"contenttype is in another case":      {set("contenttype", "JSON"), 60002},
		"contenttype is missing":              {func(q url.Values) { q.Del("contenttype") }, 60002},
		"random has 33 bits":                  {set("random", "4294967296"), 60002},
		"random is negative":                  {set("random", "-1"), 60002},
		"random is missing":                   {func(q url.Values) { q.Del("random") }, 60002},
		"a parameter is given twice":          {func(q url.Values) { q.Add("random", "1") }, 60002},
		"a sixth parameter is given":          {set("region", "china"), 60002},
		"identifier is missing":               {func(q url.Values) { q.Del("identifier") }, 60004},
		"usersig is missing":                  {func(q url.Values) { q.Del("usersig") }, 70002},
		"usersig is empty":                    {set("usersig", ""), 70002},
		"usersig is no base64":                {set("usersig", "?"), 70003},
		"usersig is cut":                      {func(q url.Values) { q.Set("usersig", q.Get("usersig")[:40]) }, 70003},
		"usersig holds no JSON":               {set("usersig", packed("hello")), 70003},
		"usersig is far too long":             {set("usersig", strings.Repeat("A", 1<<13)), 70003},
		"usersig inflates without end":        {set("usersig", packed(strings.Repeat(" ", 1<<20))), 70003},
		"usersig is of another key":           {set("usersig", userSig(t, app.SDKAppID, "wrong", "administrator", 60)), 70009},
		"usersig is of another identifier":    {set("usersig", userSig(t, app.SDKAppID, app.SecretKey, "user_0001", 60)), 70013},
		"usersig is of another app":           {set("usersig", userSig(t, other.SDKAppID, other.SecretKey, "administrator", 60)), 70014},
		"usersig has expired":                 {set("usersig", userSig(t, app.SDKAppID, app.SecretKey, "administrator", -60)), 70001},
		"identifier is not an admin": {func(q url.Values) {
			q.Set("identifier", "user_0001")
			q.Set("usersig", userSig(t, app.SDKAppID, app.SecretKey, "user_0001", 60))
		}, 60010},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query := goodQuery(t)
			tt.change(query)
			r := request(t, t.Context(), s, sampleRequest)
			r.URL.RawQuery = query.Encode()
			checkVerdict(t, s, r, tt.want, query.Get("usersig"))
		})
	}
}

func packed(text string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	std := base64.StdEncoding.EncodeToString(b.Bytes())
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(std)
}

func checkVerdict(t *testing.T, s *chattest.Server, r *http.Request, want int, secret string) {
	t.Helper()
	a, err := send(client(t, s), r)
	if err != nil {
		t.Fatal(err)
	}
	v := a.verdict(t)
	status := map[bool]string{true: "OK", false: "FAIL"}[want == 0]
	if a.status != http.StatusOK || v.ErrorCode != want || v.ActionStatus != status {
		t.Errorf("HTTP %d with %+v, want %s with %d", a.status, v, status, want)
	}
	if (v.ErrorInfo == "") != (want == 0) {
		t.Errorf("ErrorInfo is %q", v.ErrorInfo)
	}
	if len(secret) > 1 && bytes.Contains(a.body, []byte(secret)) {
		t.Error("the answer holds the UserSig")
	}
}

func TestRequestLineIsRefusedAsChatDoes(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	tests := map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"another command":          {func(r *http.Request) { r.URL.Path = "/v4/recentcontact/get_list" }, 60009},
		"a path in another case":   {func(r *http.Request) { r.URL.Path = strings.ToUpper(chattest.SearchContactGroupPath) }, 60009},
		"GET":                      {func(r *http.Request) { r.Method = http.MethodGet }, 60009},
		"a query that is no query": {func(r *http.Request) { r.URL.RawQuery += "&%zz" }, 60002},
		"a UserSig whose name got lost": {func(r *http.Request) {
			r.URL.RawQuery += "&" + r.URL.Query().Get("usersig")
		}, 60002},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request(t, t.Context(), s, sampleRequest)
			secret := r.URL.Query().Get("usersig")
			tt.change(r)
			checkVerdict(t, s, r, tt.want, secret)
		})
	}
}

func TestBodyIsRefusedAsChatDoes(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	items := func(list string) string { return `{"From_Account":"user_0001","ContactItem":[` + list + `]}` }
	many := func(n int) string {
		return items(strings.Repeat(`{"Type":1,"To_Account":"u"},`, n-1) + `{"Type":1,"To_Account":"u"}`)
	}
	tests := map[string]struct {
		body string
		want int
	}{
		"300 items":                           {many(300), 0},
		"301 items":                           {many(301), 50002},
		"no body":                             {"", 60003},
		"no JSON":                             {"{", 60003},
		"an array":                            {"[]", 60003},
		"null":                                {"null", 60003},
		"a repeated name":                     {`{"From_Account":"a","From_Account":"b"}`, 60003},
		"over 1 MiB":                          {items(strings.Repeat(" ", 1<<20)), 60003},
		"an account that is a number":         {`{"From_Account":1}`, 60015},
		"an account that is null":             {`{"From_Account":null}`, 60015},
		"no account":                          {`{"ContactItem":[]}`, 50002},
		"an empty object":                     {`{}`, 50002},
		"an empty account":                    {`{"From_Account":""}`, 50002},
		"an account of 33 bytes":              {`{"From_Account":"` + strings.Repeat("a", 33) + `"}`, 50002},
		"an account that is not ASCII":        {`{"From_Account":"ü"}`, 50002},
		"an account that is not imported":     {strings.Replace(sampleRequest, "user_0001", "nobody", 1), 50001},
		"a name in another case":              {strings.Replace(sampleRequest, "From_Account", "from_account", 1), 50002},
		"an unknown member":                   {strings.Replace(sampleRequest, "{", `{"Count":1,`, 1), 50002},
		"no items":                            {`{"From_Account":"user_0001"}`, 50002},
		"an empty list of items":              {items(""), 50002},
		"items that are no list":              {`{"From_Account":"user_0001","ContactItem":{}}`, 50002},
		"an item that is no object":           {items(`1`), 50002},
		"an item without a type":              {items(`{"To_Account":"u"}`), 50002},
		"type 3":                              {items(`{"Type":3,"To_Account":"u"}`), 50002},
		"a type that is a string":             {items(`{"Type":"1","To_Account":"u"}`), 50002},
		"type 1 without a user":               {items(`{"Type":1}`), 50002},
		"type 1 with a group":                 {items(`{"Type":1,"To_Account":"u","ToGroupId":"g"}`), 50002},
		"type 2 without a group":              {items(`{"Type":2}`), 50002},
		"type 2 with a user":                  {items(`{"Type":2,"To_Account":"u","ToGroupId":"g"}`), 50002},
		"a user that is a number":             {items(`{"Type":1,"To_Account":7}`), 60015},
		"a group that is a number":            {items(`{"Type":2,"ToGroupId":7}`), 50002},
		"an empty user":                       {items(`{"Type":1,"To_Account":""}`), 50002},
		"a user of 33 bytes":                  {items(`{"Type":1,"To_Account":"` + strings.Repeat("a", 33) + `"}`), 50002},
		"a group of 48 bytes":                 {items(`{"Type":2,"ToGroupId":"` + strings.Repeat("a", 48) + `"}`), 0},
		"a group of 49 bytes":                 {items(`{"Type":2,"ToGroupId":"` + strings.Repeat("a", 49) + `"}`), 50002},
		"a topic of 96 bytes":                 {items(`{"Type":2,"ToGroupId":"@TGS#_` + strings.Repeat("a", 90) + `"}`), 0},
		"a topic of 97 bytes":                 {items(`{"Type":2,"ToGroupId":"@TGS#_` + strings.Repeat("a", 91) + `"}`), 50002},
		"an unknown member of an item":        {items(`{"Type":1,"To_Account":"u","Top":1}`), 50002},
		"a disbanded group among others":      {items(`{"Type":1,"To_Account":"u"},{"Type":2,"ToGroupId":"@TGS#2GONEGONE"}`), 51007},
		"a user named like a disbanded group": {items(`{"Type":1,"To_Account":"@TGS#2GONEGONE"}`), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkVerdict(t, s, request(t, t.Context(), s, tt.body), tt.want, "")
		})
	}
}

func TestClockOfTheOptionsJudgesUserSigs(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{Now: func() time.Time { return time.Now().Add(2 * time.Hour) }})
	if v := ask(t, s, sampleRequest).verdict(t); v.ErrorCode != 70001 {
		t.Errorf("%+v, want 70001: the UserSig is good for one hour", v)
	}
}
