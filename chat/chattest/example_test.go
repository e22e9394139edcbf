package chattest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"chatmarks/chat/chattest"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

func Example() {
	s, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	steps, err := chattest.ParseScript("50004,ok")
	if err != nil {
		panic(err)
	}
	s.Script(steps...)

	app := chattest.DemoApp()
	sig, err := tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, app.Admins[0], 3600)
	if err != nil {
		panic(err)
	}
	query := url.Values{
		"sdkappid": {fmt.Sprint(app.SDKAppID)}, "identifier": {app.Admins[0]}, "usersig": {sig},
		"random": {"1"}, "contenttype": {"json"},
	}
	const body = `{"From_Account":"user_0001","ContactItem":[{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}]}`
	for range 2 {
		resp, err := http.Post(s.URL()+chattest.SearchContactGroupPath+"?"+query.Encode(), "application/json", strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		answer, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(string(answer))
	}
	for _, e := range s.Journal() {
		fmt.Println(e.Step, e.Conversations, e.HTTPStatus, e.ErrorCode)
	}
	// Output:
	// {"ActionStatus":"FAIL","ErrorCode":50004,"ErrorInfo":"internal server error, please try again"}
	// {"ContactResultItem":[{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ","StandardMark":"","ContactGroupId":[1],"Timestamp":1775186067}],"GroupItem":[{"GroupName":"group_0001","GroupId":1}],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}
	// 50004 1 200 50004
	// ok 1 200 0
}
