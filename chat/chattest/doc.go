// Package chattest is a fake of Tencent Cloud Chat's REST API for testing clients, like
// net/http/httptest for HTTP. It serves search_contact_group and get_contact_group of
// v4/recentcontact on a loopback port.
//
// Start with [NewServer]. Its zero [Options] serve [DemoApp], whose data contains
// the sample of the vendor's page:
//
//	s, err := chattest.NewServer(chattest.Options{})
//	if err != nil {
//		t.Fatal(err)
//	}
//	t.Cleanup(s.Close)
//	app := chattest.DemoApp() // its SDKAppID, SecretKey and Admins sign requests to s.URL()
//
// The server does three things:
//
//   - It judges requests. It checks query, UserSig and body, and refuses an invalid
//     request with the code that Chat documents, in HTTP 200. It is strict if the
//     vendor documents nothing (for example, about an unknown member of the body), so
//     that a careless client fails here and not in production. If Chat's answer is
//     unknown, a [Variant] chooses one.
//   - It misbehaves on request. [Server.Script] queues steps such as "50004",
//     "reset" or "http503+retry-after=2"; see [ParseScript] for all of them.
//     It plays a fault instead of judging the request.
//   - It keeps a journal. [Server.Journal] returns every request with its connection,
//     the step that was played and the answer.
//
// The commands, their codes 50001 to 51007 and the sample:
// https://www.tencentcloud.com/document/product/1047/53442 and 1047/53440. The form of a
// request and the public codes 60002 to 60012:
// https://www.tencentcloud.com/document/product/1047/34620. The codes 70001 to
// 70014 of a UserSig: https://www.tencentcloud.com/document/product/1047/34348.
//
// The package imports neither our client nor testing, so both programs and tests can
// use it.
package chattest
