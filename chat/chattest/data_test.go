package chattest_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"chatmarks/chat/chattest"
)

func TestDataSurvivesJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(chattest.DemoData())
	if err != nil {
		t.Fatal(err)
	}
	var d chattest.Data
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(&d)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(text) {
		t.Errorf("got  %s\nwant %s", again, text)
	}
	want, _ := chattest.DemoData().User("user_0001")
	if got, ok := d.User("user_0001"); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("user_0001 is %+v", got)
	}
}

func TestZeroDataIsEmptyJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(&chattest.Data{})
	if want := `{"users":{},"disbanded":[]}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

func TestBadDataIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	user := func(u string) string { return `{"users":{"u":` + u + `}}` }
	conversation := func(c string) string { return user(`{"conversations":[` + c + `]}`) }
	tests := map[string]string{
		"an unknown name":             `{"user":{}}`,
		"a wrong type":                `{"users":[]}`,
		"a user without an id":        `{"users":{"":{}}}`,
		"a disbanded group of 0 byte": `{"disbanded":[""]}`,
		"a group id of 0":             user(`{"groups":[{"id":0,"name":"a"}]}`),
		"a group that is there twice": user(`{"groups":[{"id":1,"name":"a"},{"id":1,"name":"b"}]}`),
		"a group without a name":      user(`{"groups":[{"id":1,"name":""}]}`),
		"a group name of 65 bytes":    user(`{"groups":[{"id":1,"name":"` + strings.Repeat("a", 65) + `"}]}`),
		"21 groups":                   user(`{"groups":[{}` + strings.Repeat(",{}", 20) + `]}`),
		"type 3":                      conversation(`{"type":3,"peer":"a"}`),
		"no peer":                     conversation(`{"type":1}`),
		"a mark of letters":           conversation(`{"type":1,"peer":"a","standardMark":"12"}`),
		"a mark of 65 bits":           conversation(`{"type":1,"peer":"a","standardMark":"` + strings.Repeat("0", 65) + `"}`),
		"a custom mark of 257 bytes":  conversation(`{"type":1,"peer":"a","customMark":"` + strings.Repeat("0", 257) + `"}`),
		"a group id that is negative": conversation(`{"type":1,"peer":"a","groupIDs":[-1]}`),
		"a negative timestamp":        conversation(`{"type":1,"peer":"a","timestamp":-1}`),
		"a conversation twice":        conversation(`{"type":1,"peer":"a"},{"type":1,"peer":"a"}`),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := chattest.DemoData()
			if err := json.Unmarshal([]byte(text), d); err == nil {
				t.Error("no error")
			}
			if len(d.Users()) != 3 || len(d.Disbanded()) != 1 {
				t.Errorf("users %q, disbanded %q", d.Users(), d.Disbanded())
			}
		})
	}
}

func TestBadDataIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"user":{}}`:  "/user: there is no such name",
		`{"users":[]}`: "/users: must be an object",
		`{"users":{"u":{"groups":[{"id":1,"name":"a"},{"id":"2"}]}}}`:     "/users/u/groups/1/id: must be a whole number",
		`{"users":{"u":{"conversations":[{"type":1,"peer":7}]}}}`:         "/users/u/conversations/0/peer: must be a text",
		`{"users":{"u":{"conversations":[{"peer":"v","groupIDs":"7"}]}}}`: "/users/u/conversations/0/groupIDs: must be a list",
		`{"users":{"u":{"conversations":[{"type":1,"peer":""}]}}}`:        `user "u"`,
		`{"users"`: "not JSON from line 1, column 9",
		"{\n  \"users\": {},\n  \"disbanded\": [\"a\",]\n}": "not JSON from line 3, column 20",
		`[]`: "the whole: must be an object",
	} {
		if err := chattest.DemoData().UnmarshalJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", text, err, want)
		}
	}
}

func TestUserHasAtMost1000MarkedConversations(t *testing.T) {
	t.Parallel()
	var u chattest.User
	for i := range 1001 {
		u.Conversations = append(u.Conversations, chattest.Conversation{Type: chattest.C2C, Peer: strconv.Itoa(i), StandardMark: "1"})
	}
	d := &chattest.Data{}
	if err := d.SetUser("u", u); err == nil {
		t.Error("1001 are taken")
	}
	u.Conversations = u.Conversations[:1000]
	if err := d.SetUser("u", u); err != nil {
		t.Error(err)
	}
}

func TestDataIsCopiedInAndOut(t *testing.T) {
	t.Parallel()
	d := chattest.DemoData()
	u, _ := d.User("user_0001")
	u.Groups[0].Name, u.Conversations[0].GroupIDs[0] = "changed", 99
	if again, _ := d.User("user_0001"); again.Groups[0].Name == "changed" || again.Conversations[0].GroupIDs[0] == 99 {
		t.Error("a copy changes the data")
	}
}

func TestDataMayBeEditedWhileTheServerAnswers(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	s := start(t, chattest.Options{Apps: []chattest.App{app}})
	var edits sync.WaitGroup
	edits.Go(func() {
		for range 50 {
			u, _ := app.Data.User("user_0001")
			_ = app.Data.SetUser("user_0001", u)
			app.Data.Disband("@TGS#1B2AUI7RZ")
			_, _ = json.Marshal(app.Data)
			app.Data.Restore("@TGS#1B2AUI7RZ")
		}
	})
	for range 10 {
		ask(t, s, sampleRequest)
	}
	edits.Wait()
	app.Data.DeleteUser("user_0001")
	if v := ask(t, s, sampleRequest).verdict(t); v.ErrorCode != 50001 {
		t.Errorf("%+v, want 50001 once the user is deleted", v)
	}
}
