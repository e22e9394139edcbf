package openapi_test

import (
	"net/http"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

// requests says which bodies the function accepts. A row is marked if no schema can
// express its rule; there the schema accepts more.
var requests = map[string]struct {
	body   string
	ok     bool
	unsaid bool
}{
	"a user":                        {body: simple, ok: true},
	"a group":                       {body: aboutGroup("u", "@TGS#1"), ok: true},
	"300 conversations":             {body: conversations(300), ok: true},
	"301 conversations":             {body: conversations(301)},
	"none":                          {body: `{"From_Account":"u","ContactItem":[]}`},
	"null for the list":             {body: `{"From_Account":"u","ContactItem":null}`},
	"an object for the list":        {body: `{"From_Account":"u","ContactItem":{}}`},
	"no list":                       {body: `{"From_Account":"u"}`},
	"no user":                       {body: `{"ContactItem":[{"Type":1,"To_Account":"v"}]}`},
	"a user's name of 32 bytes":     {body: about(strings.Repeat("u", 32), strings.Repeat("v", 32)), ok: true},
	"a user's name of 33 bytes":     {body: about(strings.Repeat("u", 33), "v")},
	"a peer's name of 33 bytes":     {body: about("u", strings.Repeat("v", 33))},
	"an empty name":                 {body: about("", "v")},
	"an empty peer":                 {body: about("u", "")},
	"a space and a tilde":           {body: about(" ", "~"), ok: true},
	"a name beyond ASCII":           {body: about("ü", "v")},
	"a DEL":                         {body: about("\x7f", "v")},
	"an escaped line feed":          {body: about(`u\n`, "v")},
	"an escaped letter":             {body: about(`\u0075`, "v"), ok: true},
	"a number for a name":           {body: `{"From_Account":1,"ContactItem":[{"Type":1,"To_Account":"v"}]}`},
	"a group's id of 48 bytes":      {body: aboutGroup("u", strings.Repeat("g", 48)), ok: true},
	"a group's id of 49 bytes":      {body: aboutGroup("u", strings.Repeat("g", 49))},
	"a topic's id of 96 bytes":      {body: aboutGroup("u", "@TGS#_"+strings.Repeat("t", 90)), ok: true},
	"a topic's id of 97 bytes":      {body: aboutGroup("u", "@TGS#_"+strings.Repeat("t", 91))},
	"a community's bare beginning":  {body: aboutGroup("u", "@TGS#_"), ok: true},
	"a long id of another group":    {body: aboutGroup("u", "@TGS#"+strings.Repeat("t", 60))},
	"a topic's id beyond ASCII":     {body: aboutGroup("u", "@TGS#_ü")},
	"an empty group":                {body: aboutGroup("u", "")},
	"a Type of 3":                   {body: `{"From_Account":"u","ContactItem":[{"Type":3,"To_Account":"v"}]}`},
	"a Type in quotes":              {body: `{"From_Account":"u","ContactItem":[{"Type":"1","To_Account":"v"}]}`},
	"no Type":                       {body: `{"From_Account":"u","ContactItem":[{"To_Account":"v"}]}`},
	"a group in a user's item":      {body: `{"From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v","ToGroupId":""}]}`},
	"a user in a group's item":      {body: `{"From_Account":"u","ContactItem":[{"Type":2,"To_Account":"","ToGroupId":"g"}]}`},
	"a user's item with a group's":  {body: `{"From_Account":"u","ContactItem":[{"Type":1,"ToGroupId":"g"}]}`},
	"null for an item":              {body: `{"From_Account":"u","ContactItem":[null]}`},
	"an unknown name":               {body: `{"From_Account":"u","X":1,"ContactItem":[{"Type":1,"To_Account":"v"}]}`},
	"an unknown name in an item":    {body: `{"From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v","X":1}]}`},
	"another case":                  {body: `{"from_account":"u","ContactItem":[{"Type":1,"To_Account":"v"}]}`},
	"an app in the body":            {body: `{"sdkappid":1400000001,"From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v"}]}`},
	"an array":                      {body: `[` + simple + `]`},
	"two objects":                   {body: simple + simple},
	"white space around":            {body: " \n" + simple + "\t ", ok: true},
	"a repeated name":               {body: `{"From_Account":"u","From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v"}]}`, unsaid: true},
	"a repeated name in an item":    {body: `{"From_Account":"u","ContactItem":[{"Type":1,"Type":1,"To_Account":"v"}]}`, unsaid: true},
	"a Type that is 1, written 1.0": {body: `{"From_Account":"u","ContactItem":[{"Type":1.0,"To_Account":"v"}]}`, ok: true},
	"a Type of 1.5":                 {body: `{"From_Account":"u","ContactItem":[{"Type":1.5,"To_Account":"v"}]}`},
	"all":                           {body: allContacts, ok: true},
	"all of nobody":                 {body: `{"AllContacts":true}`},
	"all, and some":                 {body: `{"From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v"}],"AllContacts":true}`},
	"not all, but some":             {body: `{"From_Account":"u","ContactItem":[{"Type":1,"To_Account":"v"}],"AllContacts":false}`},
	"not all":                       {body: `{"From_Account":"u","AllContacts":false}`},
	"all in quotes":                 {body: `{"From_Account":"u","AllContacts":"true"}`},
	"null for all":                  {body: `{"From_Account":"u","AllContacts":null}`},
	"all, and an unknown name":      {body: `{"From_Account":"u","AllContacts":true,"X":1}`},
}

const allContacts = `{"From_Account":"user_0001","AllContacts":true}`

// TestRequests compares the requests that the function accepts with those that the schema
// accepts.
func TestRequests(t *testing.T) {
	t.Parallel()
	d, f := load(t), startCredulous(t)
	for name, test := range requests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := accepts(t, f, "/", test.body); got != test.ok {
				t.Errorf("the function accepts it: %v, want %v", got, test.ok)
			}
			if got, want := d.accepts(test.body), test.ok || test.unsaid; got != want {
				t.Errorf("the schema accepts it: %v, want %v", got, want)
			}
		})
	}
}

// startCredulous starts the function with a Chat that knows every user.
func startCredulous(t *testing.T) http.Handler {
	t.Helper()
	chat := newChat(t)
	chat.SetFaults(func(int) chattest.Step {
		return chattest.Step{Body: `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","CompleteFlag":1}`}
	})
	return newHandler(t, environment(chat.URL()), nil)
}

// accepts reports whether the function calls Chat for a request.
func accepts(t *testing.T, h http.Handler, target, body string) bool {
	t.Helper()
	a := post(t, t.Context(), h, target, body)
	if a.status != 200 && a.status != 400 {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	return a.status == 200
}

// about returns a request for one conversation with a user.
func about(from, to string) string {
	return `{"From_Account":"` + from + `","ContactItem":[{"Type":1,"To_Account":"` + to + `"}]}`
}

// aboutGroup returns a request for one group.
func aboutGroup(from, group string) string {
	return `{"From_Account":"` + from + `","ContactItem":[{"Type":2,"ToGroupId":"` + group + `"}]}`
}

var simple = about("user_0001", "user_0002")

// conversations returns a request that names the same conversation n times.
func conversations(n int) string {
	one := `{"Type":1,"To_Account":"user_0002"}`
	return `{"From_Account":"user_0001","ContactItem":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}`
}
