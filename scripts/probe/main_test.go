package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

// Values that no output may contain, not even in part.
const (
	plantedUser  = "pl4nt3d_user"
	plantedPeer  = "pl4nt3d_peer"
	plantedGroup = "@TGS#pl4nt3d"
	plantedName  = "Pl4nt3d name"
	plantedMark  = "1010110010101"
	plantedText  = `{"Pl4nt3d":"custom"}`
	plantedKey   = "pl4nt3d0123456789abcdef0123456789abcdef0123456789abcdef012345678"
	plantedAdmin = "pl4nt3d_admin"
)

// demo returns the demo app. Its user_0001 has one more conversation, with user_0005 and
// standardMark.
func demo(t *testing.T, standardMark string) chattest.App {
	t.Helper()
	app := chattest.DemoApp()
	u, _ := app.Data.User("user_0001")
	u.Conversations = append(u.Conversations, chattest.Conversation{Type: chattest.C2C, Peer: "user_0005", StandardMark: standardMark, Timestamp: 1774600000})
	if err := app.Data.SetUser("user_0001", u); err != nil {
		t.Fatal(err)
	}
	return app
}

func start(t *testing.T, app chattest.App, script ...chattest.Step) (environ []string) {
	t.Helper()
	s, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.Script(script...)
	admin := "administrator"
	if app.Admins != nil {
		admin = app.Admins[0]
	}
	return []string{
		fmt.Sprint("CHAT_SDKAPPID=", app.SDKAppID), "CHAT_SECRET_KEY=" + app.SecretKey, "CHAT_ADMIN=" + admin,
		"CHAT_REGION=china", "CHAT_ENDPOINT=" + s.URL(),
	}
}

func probe(t *testing.T, environ []string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), args, environ, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// findings returns the findings of a run, by doubt.
func findings(t *testing.T, environ []string, args ...string) map[string]string {
	t.Helper()
	var r report
	if err := json.Unmarshal([]byte(probe(t, environ, append(args, "-json")...)), &r); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range r.Findings {
		all[f.Doubt] = f.Seen
	}
	return all
}

// contacts returns the results for the conversations with the users of ids, one letter
// each.
func contacts(ids string) string {
	var all []string
	for _, id := range ids {
		all = append(all, fmt.Sprintf(`{"Type":1,"To_Account":"%c","StandardMark":"1"}`, id))
	}
	return strings.Join(all, ",")
}

// The probe distinguishes the possible answers of a Chat.
func TestVariantsAreToldApart(t *testing.T) {
	t.Parallel()
	args := []string{"-user", "user_0001", "-unmarked", "user_0004", "-unread", "user_0005"}
	base := map[string]string{
		"a conversation without mark and group":      "left out",
		"a conversation that does not exist":         "left out",
		"a user that was not imported, searched for": "refused with 50001",
		"a user that was not imported, listed":       "refused with 50001",
		"GroupItem of a search":                      "only those of its conversations",
		"GroupItem of a page":                        "not seen: no other group of the user was seen",
		"the array of a search":                      "ContactResultItem",
		"the order of a search":                      "that of the list",
		"ActionStatus of a reply without error":      "there in 6, empty or null in 0, missing in 0",
		"the size of a page":                         "7 or more: all came in one page",
		"NextStartIndex of the last page":            "missing",
		"StandardMark":                               "with leading zeros, up to 35 characters",
		"star is the right-most character":           "yes",
	}
	for name, tt := range map[string]struct {
		variant chattest.Variant
		script  string
		change  map[string]string
	}{
		"none":           {},
		"KeepUnmarked":   {variant: chattest.Variant{KeepUnmarked: true}, change: map[string]string{"a conversation without mark and group": "there, with empty values"}},
		"AllGroups":      {variant: chattest.Variant{AllGroups: true}, change: map[string]string{"GroupItem of a search": "all that were seen of the user"}},
		"NoActionStatus": {variant: chattest.Variant{NoActionStatus: true}, change: map[string]string{"ActionStatus of a reply without error": "there in 0, empty or null in 0, missing in 6"}},
		"EmptyUnknownUser": {variant: chattest.Variant{EmptyUnknownUser: true}, change: map[string]string{
			"a user that was not imported, searched for": "answered, with 0 conversations",
			"a user that was not imported, listed":       "answered, with 0 conversations",
			"ActionStatus of a reply without error":      "there in 8, empty or null in 0, missing in 0",
		}},
		"PageSize": {variant: chattest.Variant{PageSize: 4}, change: map[string]string{
			"the size of a page":                    "4",
			"GroupItem of a page":                   "only those of its conversations",
			"ActionStatus of a reply without error": "there in 7, empty or null in 0, missing in 0",
		}},
		"older": {script: "older*", change: map[string]string{"the array of a search": "ContactItem"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := demo(t, "10")
			app.Variant = tt.variant
			steps, err := chattest.ParseScript(tt.script)
			if err != nil {
				t.Fatal(err)
			}
			want := maps.Clone(base)
			maps.Copy(want, tt.change)
			got := findings(t, start(t, app, steps...), args...)
			for doubt, seen := range want {
				if got[doubt] != seen {
					t.Errorf("%s: %q, not %q", doubt, got[doubt], seen)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d findings: %v", len(got), got)
			}
		})
	}
}

// The report says what was not asked or cannot be seen.
func TestWhatIsNotSeenIsSaid(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	got := findings(t, start(t, app), "-user", "user_0003")
	for doubt, want := range map[string]string{
		"a conversation without mark and group": "not asked: give -unmarked",
		"star is the right-most character":      "not asked: give -unread",
		"the size of a page":                    "not seen",
		"StandardMark":                          "not seen",
		"the order of a search":                 "not seen",
	} {
		if got[doubt] != want {
			t.Errorf("%s: %q, not %q", doubt, got[doubt], want)
		}
	}
	got = findings(t, start(t, app, chattest.Step{Code: 51013, Repeat: chattest.Forever}), "-user", "user_0001", "-unread", "user_0002")
	for _, doubt := range []string{"star is the right-most character", "a user that was not imported, listed", "a conversation that does not exist"} {
		if got[doubt] != "refused with 51013" {
			t.Errorf("%s: %q", doubt, got[doubt])
		}
	}
}

// The probe distinguishes replies that differ from those of chattest, and takes nothing
// from a reply that the client does not accept.
func TestRepliesAreToldApart(t *testing.T) {
	t.Parallel()
	reply := func(fields string) string { return `{"ErrorCode":0,` + fields + `}` }
	list := func(ids string) string { return reply(`"ContactItem":[` + contacts(ids) + `],"CompleteFlag":1`) }
	first := func(ids string, next int) string {
		return reply(fmt.Sprintf(`"ContactItem":[%s],"CompleteFlag":0,"NextStartIndex":%d`, contacts(ids), next))
	}
	found := func(ids string) string { return reply(`"ContactResultItem":[` + contacts(ids) + `]`) }
	const marked = `{"Type":1,"To_Account":"u","StandardMark":"1","ContactGroupId":[7,8]}`
	const (
		cursor = "NextStartIndex of the last page"
		status = "ActionStatus of a reply without error"
		groups = "GroupItem of a page"
		order  = "the order of a search"
		size   = "the size of a page"
		marks  = "StandardMark"
		star   = "star is the right-most character"
		empty  = "a conversation without mark and group"
	)
	for name, tt := range map[string]struct {
		doubt, want string
		replies     []string // the first ones
	}{
		"a cursor of null":          {cursor, "null", []string{reply(`"ContactItem":[],"CompleteFlag":1,"NextStartIndex":null`)}},
		"a cursor":                  {cursor, "there", []string{reply(`"ContactItem":[],"CompleteFlag":1,"NextStartIndex":0`)}},
		"FAIL with ErrorCode 0":     {cursor, "deserialization failed, an ActionStatus other than OK with ErrorCode 0", []string{reply(`"ActionStatus":"FAIL","CompleteFlag":1`)}},
		"an ActionStatus of null":   {status, "there in 3, empty or null in 1, missing in 0", []string{reply(`"ActionStatus":null,"CompleteFlag":1`)}},
		"an empty ActionStatus":     {status, "there in 3, empty or null in 1, missing in 0", []string{reply(`"ActionStatus":"","CompleteFlag":1`)}},
		"no GroupItem":              {groups, "fewer than those of its conversations", []string{reply(`"ContactItem":[` + marked + `],"CompleteFlag":1`)}},
		"a GroupItem without one":   {groups, "fewer than those of its conversations", []string{reply(`"ContactItem":[` + marked + `],"GroupItem":[{"GroupId":7}],"CompleteFlag":1`)}},
		"a GroupItem with one more": {groups, "all that were seen of the user", []string{reply(`"ContactItem":[` + marked + `],"GroupItem":[{"GroupId":7},{"GroupId":8},{"GroupId":9}],"CompleteFlag":1`)}},
		"a GroupItem of those alone": {groups, "not seen: no other group of the user was seen",
			[]string{reply(`"ContactItem":[` + marked + `],"GroupItem":[{"GroupId":7},{"GroupId":8}],"CompleteFlag":1`)}},
		"a GroupId of null": {groups, "not seen: no other group of the user was seen",
			[]string{reply(`"ContactItem":[` + marked + `],"GroupItem":[{"GroupId":null},{"GroupId":7},{"GroupId":8}],"CompleteFlag":1`)}},
		"a GroupItem alone":  {groups, "all that were seen of the user", []string{reply(`"ContactItem":[],"GroupItem":[{"GroupId":7}],"CompleteFlag":1`)}},
		"neither of them":    {groups, "not seen", []string{list("")}},
		"the list's order":   {order, "that of the list", []string{list("bac"), found("bac")}},
		"in two pages":       {order, "that of the list", []string{first("ba", 2), list("ac"), found("bac")}},
		"its reverse":        {order, "that of the list, the last first", []string{list("bac"), found("cab")}},
		"sorted":             {order, "by ID", []string{list("bac"), found("abc")}},
		"the request's":      {order, "that of the request", []string{list("bac"), found("acb")}},
		"none of them":       {order, "another", []string{list("bac"), found("bca")}},
		"one left out":       {order, "that of the list, also by ID, also that of the request", []string{list("bacd"), found("acd")}},
		"two alone":          {order, "not seen: fewer than 3 conversations", []string{list("bac"), found("ab")}},
		"an ID out of rule":  {order, "that of the request", []string{list("bac" + "é"), found("acb")}},
		"pages":              {size, "2 to 3", []string{first("ab", 2), first("cde", 5), list("f")}},
		"a list that fails":  {size, "deserialization failed, a NextStartIndex that does not grow", []string{first("ab", 2), first("cd", 2)}},
		"a mark of 0":        {marks, "without leading zeros, up to 1 characters", []string{reply(`"ContactItem":[{"Type":1,"To_Account":"u","StandardMark":"0"}],"CompleteFlag":1`)}},
		"another's unread":   {star, "not seen: the conversation was left out", []string{list(""), found("u"), reply(`"ContactResultItem":[{"Type":1,"To_Account":"v","StandardMark":"01"}]`)}},
		"another's unmarked": {empty, "left out", []string{list(""), reply(`"ContactResultItem":[` + marked + `]`)}},
		"both arrays":        {empty, "left out", []string{list(""), reply(`"ContactItem":[{"Type":1,"To_Account":"user_0002"}],"ContactResultItem":[]`)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var script []chattest.Step
			for _, body := range tt.replies {
				script = append(script, chattest.Step{Body: body})
			}
			got := findings(t, start(t, demo(t, "10"), script...), "-user", "user_0003", "-unmarked", "user_0002", "-unread", "user_0002")[tt.doubt]
			if got != tt.want {
				t.Errorf("%s: %q, not %q", tt.doubt, got, tt.want)
			}
		})
	}
	for mark, want := range map[string]string{
		"00010": "yes", "01": "no, it is the left-most", "01000": "no, it is the left-most", "010": "not seen: the mark reads the same from both ends",
		"1": "not seen: the mark reads the same from both ends", "11": "not seen: the conversation has other marks than unread, or none",
		"100": "no: unread is number 3 from the right",
	} {
		got := findings(t, start(t, demo(t, mark)), "-user", "user_0001", "-unread", "user_0005")["star is the right-most character"]
		if got != want {
			t.Errorf("a mark of %s: %q, not %q", mark, got, want)
		}
	}
}

// The output contains no id, name, mark, key or header value, whatever Chat replies.
func TestNoValueIsShown(t *testing.T) {
	t.Parallel()
	app := chattest.App{SDKAppID: 1400000777, SecretKey: plantedKey, Admins: []string{plantedAdmin}, Data: &chattest.Data{}}
	err := app.Data.SetUser(plantedUser, chattest.User{
		Groups: []chattest.Group{{ID: 7654321, Name: plantedName}},
		Conversations: []chattest.Conversation{
			{Type: chattest.C2C, Peer: plantedPeer, StandardMark: plantedMark, CustomMark: plantedText, GroupIDs: []int{7654321}, Timestamp: 1765432109},
			{Type: chattest.GroupChat, Peer: plantedGroup, StandardMark: plantedMark, Timestamp: 1765432109},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	body := func(text string) chattest.Step { return chattest.Step{Body: text} }
	// Keys that look like Chat's own and never occur as values.
	keys := `{"Alice":{"VipCustomers":1,"pl4nt3d":[true,null]},"ContactItem":[{"Type":1,"To_Account":"u","Planted_Mark":"1"}],"CompleteFlag":1,"ErrorCode":0}`
	scripts := map[string][]chattest.Step{
		"answers":       nil,
		"refusals":      {body(`{"ActionStatus":"FAIL","ErrorCode":50002,"ErrorInfo":"bad ` + plantedUser + `"}`)},
		"keys":          {body(keys)},
		"not JSON":      {body(`{"ContactItem":[{"To_Account":"` + plantedPeer + `"` + plantedMark)},
		"a status":      {{Action: chattest.HTTP, Status: 502, RetryAfter: "7654321", Repeat: 3}},
		"a cut":         {{Action: chattest.Truncate, Repeat: 3}},
		"wrong types":   {body(`{"ContactItem":"` + plantedPeer + `","CompleteFlag":7654321,"ErrorCode":0}`)},
		"a cut value":   {body(`{"ContactItem":[[{"Alice":"` + plantedPeer)},
		"a wrong order": {body(`[[{"To_Account":"` + plantedPeer + `"}],7654321]`)},
	}
	for name, script := range scripts {
		for _, form := range []string{"-json=false", "-json"} {
			out := probe(t, start(t, app, script...), "-user", plantedUser, "-unmarked", plantedPeer, "-unread", plantedPeer, form)
			for _, planted := range []string{"l4nt3d", plantedMark, "7654321", "1765432109", "1400000777", "Alice", "Vip", "Planted", "eJw", "-1", "127.0.0.1"} {
				if strings.Contains(out, planted) {
					t.Errorf("%s, %s: %q comes out:\n%s", name, form, planted, out)
				}
			}
			if !strings.Contains(out, "search_contact_group") || !strings.Contains(out, "HTTP/1.1") {
				t.Errorf("%s: the report lacks what it is for:\n%s", name, out)
			}
		}
	}
}

func TestReportHasShapes(t *testing.T) {
	t.Parallel()
	out := probe(t, start(t, chattest.DemoApp()), "-user", "user_0001")
	for _, want := range []string{
		"get_contact_group: HTTP/1.1 200", "headers Content-Length, Content-Type, Date",
		"ContactItem                                 1 × array    6 elements",
		"ContactItem[].StandardMark                  6 × string   0 to 35 bytes",
		"ContactItem[].CustomMark                    2 × string   5 to 38 bytes",
		"CompleteTime                                1 × number   10 digits",
		"the reply                                   1 × object   8 members",
		"a user that was not imported, listed                 refused with 50001",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
}

// A text, a reply that ends early, and a limit of the settings.
func TestReportHasShapesOfAnyReply(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	for want, environ := range map[string][]string{
		"the reply                                   1 × not JSON":            start(t, app, chattest.Step{Body: "Bad gateway"}),
		"the reply                                   1 × string   2 bytes":    start(t, app, chattest.Step{Body: `"ok"`}),
		"there in 6, empty or null in 0, missing in 0":                        start(t, app, chattest.Step{Action: chattest.Truncate}),
		"ContactResultItem                           1 × array    2 elements": append(start(t, app), "CHAT_MAX_CONVERSATIONS=2"),
	} {
		if out := probe(t, environ, "-user", "user_0001", "-unmarked", "user_0004", "-unread", "user_0002"); !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	environ := start(t, chattest.DemoApp())
	for want, tt := range map[string]struct {
		environ []string
		args    []string
	}{
		"-user: required":              {environ, nil},
		"-unread: must be 1 to 32":     {environ, []string{"-user", "u", "-unread", strings.Repeat("x", 33)}},
		"takes flags only":             {environ, []string{"-user", "u", "v"}},
		"CHAT_SECRET_KEY: required":    {[]string{"CHAT_SDKAPPID=1"}, []string{"-user", "u"}},
		"no answer of Chat":            {append(environ, "CHAT_ENDPOINT=http://127.0.0.1:1", "CHAT_MAX_ATTEMPTS=1"), []string{"-user", "u"}},
		"no reply has HTTP status 200": {start(t, chattest.DemoApp(), chattest.Step{Action: chattest.HTTP, Status: 404, Repeat: chattest.Forever}), []string{"-user", "u"}},
		"and an ErrorCode":             {start(t, chattest.DemoApp(), chattest.Step{Body: `{"hello":1}`, Repeat: chattest.Forever}), []string{"-user", "u"}},
	} {
		err := run(t.Context(), tt.args, tt.environ, new(bytes.Buffer))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, not %s", tt.args, err, want)
		}
	}
}
