package chattest_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

func askPage(t *testing.T, s *chattest.Server, body string) answered {
	t.Helper()
	a, err := send(client(t, s), requestOf(t, t.Context(), s, chattest.GetContactGroupPath, body))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func variant(t *testing.T, v chattest.Variant) *chattest.Server {
	t.Helper()
	app := chattest.DemoApp()
	app.Variant = v
	return start(t, chattest.Options{Apps: []chattest.App{app}})
}

// Pages look like the only real reply that is public.
func TestPages(t *testing.T) {
	t.Parallel()
	app := chattest.DemoApp()
	app.Variant.PageSize = 4
	// This clock is a minute ahead of the UserSig's, which is valid for an hour.
	now := time.Now().Add(time.Minute)
	s := start(t, chattest.Options{Apps: []chattest.App{app}, Now: func() time.Time { return now }})
	const first = `{"ContactItem":[
		{"Type":1,"To_Account":"user_0002","StandardMark":"11111110","CustomMark":"abcde","ContactGroupId":[1,2],"Timestamp":1775217000},
		{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ","StandardMark":"","ContactGroupId":[1],"Timestamp":1775186067},
		{"Type":1,"To_Account":"user_0003","StandardMark":"1","CustomMark":"{\"note\":\"待回复\",\"color\":\"#ff8800\"}","Timestamp":1775100000},
		{"Type":2,"ToGroupId":"support-desk","StandardMark":"10000000000000000000000000000000000","ContactGroupId":[3],"Timestamp":1774900000}],
		"CompleteFlag":0,"NextStartIndex":4,
		"GroupItem":[{"GroupName":"group_0001","GroupId":1},{"GroupName":"group_0002","GroupId":2},{"GroupName":"客户 & friends","GroupId":3}],
		"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`
	last := fmt.Sprintf(`{"ContactItem":[
		{"Type":2,"ToGroupId":"@TGS#_@TGS#cQVLVHIM62CJ","StandardMark":"110","Timestamp":1774800000},
		{"Type":2,"ToGroupId":"@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news","StandardMark":"1000","ContactGroupId":[2,3],"Timestamp":1774700000}],
		"CompleteFlag":1,"CompleteTime":%d,
		"GroupItem":[{"GroupName":"group_0002","GroupId":2},{"GroupName":"客户 & friends","GroupId":3}],
		"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`, now.Unix())
	beyond := fmt.Sprintf(`{"ContactItem":[],"CompleteFlag":1,"CompleteTime":%d,"GroupItem":[],
		"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""}`, now.Unix())
	for begin, want := range map[int]string{0: first, 4: last, 6: beyond, 7: beyond} {
		a := askPage(t, s, fmt.Sprintf(`{"From_Account":"user_0001","StartIndex":%d}`, begin))
		sameJSON(t, a.body, []byte(want))
	}
}

func TestPageRequestIsRefusedAsChatDoes(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	for body, want := range map[string]int{
		`{"From_Account":"user_0001","StartIndex":0}`:                  0,
		`{"From_Account":"user_0001"}`:                                 50002,
		`{"From_Account":"user_0001","StartIndex":"0"}`:                50002,
		`{"From_Account":"user_0001","StartIndex":-1}`:                 50002,
		`{"From_Account":"user_0001","StartIndex":1.0}`:                50002,
		`{"From_Account":"user_0001","StartIndex":0,"ContactItem":[]}`: 50002,
		`{"From_Account":"nobody","StartIndex":0}`:                     50001,
		`{"StartIndex":0}`:                                             50002,
		`[]`:                                                           60003,
	} {
		if v := askPage(t, s, body).verdict(t); v.ErrorCode != want {
			t.Errorf("%s: %+v, want %d", body, v, want)
		}
	}
}

func TestFaultsAreForEachPage(t *testing.T) {
	t.Parallel()
	s := variant(t, chattest.Variant{PageSize: 5})
	s.Script(mustParse(t, "ok,50004,older")...)
	for i, want := range []int{0, 50004, 0} {
		if v := askPage(t, s, `{"From_Account":"user_0001","StartIndex":0}`).verdict(t); v.ErrorCode != want {
			t.Errorf("request %d: %+v", i+1, v)
		}
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	ask := func(v chattest.Variant, from string) (unmarked, groups int, status string, code int) {
		s := variant(t, v)
		a := ask(t, s, `{"From_Account":"`+from+`","ContactItem":[{"Type":1,"To_Account":"user_0004"}]}`)
		var got struct {
			ContactResultItem, GroupItem []struct{}
			verdict
		}
		if err := json.Unmarshal(a.body, &got); err != nil {
			t.Fatal(err)
		}
		return len(got.ContactResultItem), len(got.GroupItem), got.ActionStatus, got.ErrorCode
	}
	for _, tt := range []struct {
		variant chattest.Variant
		from    string
		want    string
	}{
		{chattest.Variant{}, "user_0001", `0 0 OK 0`},
		{chattest.Variant{KeepUnmarked: true}, "user_0001", `1 0 OK 0`},
		{chattest.Variant{AllGroups: true}, "user_0001", `0 3 OK 0`},
		{chattest.Variant{NoActionStatus: true}, "user_0001", `0 0  0`},
		{chattest.Variant{}, "nobody", `0 0 FAIL 50001`},
		{chattest.Variant{EmptyUnknownUser: true}, "nobody", `0 0 OK 0`},
	} {
		unmarked, groups, status, code := ask(tt.variant, tt.from)
		if got := fmt.Sprint(unmarked, " ", groups, " ", status, " ", code); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.variant, got, tt.want)
		}
	}
}
