package chat_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// The example calls a fake of Chat. With Region instead of Endpoint it calls Chat.
func ExampleNew() {
	fake, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fake.Close()
	pool := chat.NewHTTPClient(8)
	defer pool.CloseIdleConnections()

	app := chattest.DemoApp()
	client, err := chat.New(chat.Options{
		SDKAppID:   app.SDKAppID,
		SecretKey:  app.SecretKey,
		Endpoint:   fake.URL(),
		HTTPClient: pool,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := client.SearchContactGroup(ctx, &chat.SearchContactGroupInput{
		FromAccount: "user_0001",
		ContactItem: []chat.ContactItem{
			{Type: chat.TypeC2C, ToAccount: "user_0002"},
			{Type: chat.TypeGroup, ToGroupID: "@TGS#1B2AUI7RZ"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range out.ContactResultItem {
		fmt.Println(r.ToAccount+r.ToGroupID, r.Marks.Has(chat.MarkUnread), r.CustomMark, r.ContactGroupID, r.Timestamp)
	}
	for _, g := range out.GroupItem {
		fmt.Println(g.GroupID, *g.GroupName)
	}
	// Output:
	// user_0002 true abcde [1 2] 2026-04-03 11:50:00 +0000 UTC
	// @TGS#1B2AUI7RZ false  [1] 2026-04-03 03:14:27 +0000 UTC
	// 1 group_0001
	// 2 group_0002
}

// The example prints the number of attempts and the code of an error.
func ExampleCallError() {
	fake, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fake.Close()
	pool := chat.NewHTTPClient(8)
	defer pool.CloseIdleConnections()
	app := chattest.DemoApp()
	client, err := chat.New(chat.Options{SDKAppID: app.SDKAppID, SecretKey: app.SecretKey, Endpoint: fake.URL(), HTTPClient: pool})
	if err != nil {
		fmt.Println(err)
		return
	}

	fake.Script(chattest.Step{Code: 50005}, chattest.Step{Code: 51007})
	_, err = client.SearchContactGroup(context.Background(), &chat.SearchContactGroupInput{
		FromAccount: "user_0001",
		ContactItem: []chat.ContactItem{{Type: chat.TypeGroup, ToGroupID: "@TGS#2GONEGONE"}},
	})
	if call, ok := errors.AsType[*chat.CallError](err); ok {
		fmt.Println("attempts:", call.Attempts)
	}
	if api, ok := errors.AsType[*chat.APIError](err); ok {
		fmt.Println("code:", api.Code, chat.ClassOf(api.Code) == chat.ClassAmbiguous)
	}
	// Output:
	// attempts: 2
	// code: 51007 true
}

func ExampleParseStandardMark() {
	marks, err := chat.ParseStandardMark("1001")
	if err != nil {
		fmt.Println(err)
		return
	}
	for mark := range marks.Each() {
		fmt.Println(uint64(mark))
	}
	fmt.Println(marks == chat.MarkStar|chat.MarkHide)
	// Output:
	// 1
	// 8
	// true
}
