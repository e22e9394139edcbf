// Package chattest is a fake of Tencent Cloud Chat's REST API: what
// net/http/httptest is to net/http, this is to a client of Chat. It serves
// search_contact_group and get_contact_group of v4/recentcontact on a loopback port.
//
// Start with [NewServer]; its zero [Options] serve [DemoApp], whose data holds
// the sample of the vendor's page:
//
//	s, err := chattest.NewServer(chattest.Options{})
//	if err != nil {
//		t.Fatal(err)
//	}
//	t.Cleanup(s.Close)
//	app := chattest.DemoApp() // its SDKAppID, SecretKey and Admins sign requests to s.URL()
//
// Three things make it more than a canned answer:
//
//   - It judges. Query, UserSig and body are checked, and what Chat refuses is
//     refused with the code that Chat documents, in HTTP 200. Where the vendor
//     is silent (an unknown member of the body, say) it is strict, so that a
//     careless client is found out here and not in production. Where nobody knows
//     what Chat answers, a [Variant] says how this one does.
//   - It misbehaves on request. [Server.Script] queues steps such as "50004",
//     "reset" or "http503+retry-after=2"; see [ParseScript] for all of them.
//     A fault is played instead of judging the request.
//   - It remembers. [Server.Journal] holds every request with the connection
//     that it came on, what was played and what was answered.
//
// The commands, their codes 50001 to 51007 and the sample:
// https://www.tencentcloud.com/document/product/1047/53442 and 1047/53440. The form of a
// request and the public codes 60002 to 60012:
// https://www.tencentcloud.com/document/product/1047/34620. The codes 70001 to
// 70014 of a UserSig: https://www.tencentcloud.com/document/product/1047/34348.
//
// The package imports neither our client nor testing, so a program can serve
// it as well as a test.
package chattest
