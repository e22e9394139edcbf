package chattest_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"chatmarks/chat/chattest"
)

func sameJSON(t *testing.T, got, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("%v in %.200s", err, got)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSampleRequestGetsTheSampleAnswer(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	a := ask(t, s, string(file(t, "sample_request.json")))
	sameJSON(t, a.body, file(t, "sample_answer.json"))
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	const none = `{"ContactResultItem":[],"GroupItem":[],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
	tests := map[string]struct{ from, items, want string }{
		"a conversation without mark and group is left out": {
			"user_0001", `{"Type":1,"To_Account":"user_0004"}`, none},
		"an unknown conversation is left out": {
			"user_0001", `{"Type":1,"To_Account":"stranger"}`, none},
		"a user without conversations is no error": {
			"user_0003", `{"Type":1,"To_Account":"user_0001"}`, none},
		"a conversation in no group has no ContactGroupId": {
			"user_0001", `{"Type":2,"ToGroupId":"@TGS#_@TGS#cQVLVHIM62CJ"}`,
			`{"ContactResultItem":[{"Type":2,"ToGroupId":"@TGS#_@TGS#cQVLVHIM62CJ","StandardMark":"0110","Timestamp":1774800000}],
			  "GroupItem":[],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`},
		"items come once each, and in the order of the data": {
			"user_0001", `{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"},{"Type":1,"To_Account":"user_0002"},{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}`,
			string(file(t, "sample_answer.json"))},
	}
	s := start(t, chattest.Options{})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := ask(t, s, `{"From_Account":"`+tt.from+`","ContactItem":[`+tt.items+`]}`)
			sameJSON(t, a.body, []byte(tt.want))
		})
	}
}

func TestGroupItemIsSortedAndLeavesOutUnknownGroups(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	s := start(t, chattest.Options{Apps: []chattest.App{app}})
	err := app.Data.SetUser("new", chattest.User{
		Groups:        []chattest.Group{{ID: 9, Name: "nine"}, {ID: 4, Name: "four"}, {ID: 5, Name: "five"}},
		Conversations: []chattest.Conversation{{Type: chattest.C2C, Peer: "u", GroupIDs: []int{9, 7, 4}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, s, `{"From_Account":"new","ContactItem":[{"Type":1,"To_Account":"u"}]}`)
	sameJSON(t, a.body, []byte(`{
		"ContactResultItem":[{"Type":1,"To_Account":"u","StandardMark":"","ContactGroupId":[9,7,4],"Timestamp":0}],
		"GroupItem":[{"GroupName":"four","GroupId":4},{"GroupName":"nine","GroupId":9}],
		"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`))
}
