// Package handler is the platform's side of the function: events in, answers
// out. [New] returns a [Handler], whose Invoke takes the raw bytes of any event
// that SCF sends, and whose ServeHTTP takes a request if there is no event.
//
//	h := handler.New(handler.Options{Version: version})
//	cloudfunction.StartHandler(h)
//
// A request asks which marks and conversation groups a user has on some
// conversations, in the form of Chat's v4/recentcontact/search_contact_group:
//
//	{"From_Account": "user_0001",
//	 "ContactItem": [{"Type": 1, "To_Account": "user_0002"},
//	                 {"Type": 2, "ToGroupId": "@TGS#1B2AUI7RZ"}]}
//
// or on all that have any:
//
//	{"From_Account": "user_0001", "AllContacts": true}
//
// As an HTTP event it is the body, and the client shows who it is:
//
//	{"httpMethod": "POST", "path": "/", "queryString": {"sdkappid": "1400000001"},
//	 "headers": {"authorization": "UserSig user_0001:eJw…"}, "body": "{…}"}
//
// The answer has an entry for each conversation, in the order of the request or, if
// that is for all, of Chat:
//
//	{"requestID": "…", "fromAccount": "user_0001",
//	 "conversations": [
//	  {"conversationID": "C2Cuser_0002", "type": "C2C", "userID": "user_0002", "found": true,
//	   "standardMark": "1", "marks": {"star": true, "unread": false, "fold": false, "hide": false},
//	   "markList": [1], "customMark": "", "groups": [{"id": 1, "name": "group_0001"}],
//	   "updatedAt": "2026-04-03T11:50:00Z"}],
//	 "groups": [{"id": 1, "name": "group_0001"}]}
//
// or it is an error with one of the codes of [Code]:
//
//	{"requestID": "…", "error": {"code": "InvalidParameter", "message": "…", "retryable": false,
//	  "details": [{"field": "ContactItem[0].To_Account", "reason": "required for Type 1"}]}}
//
// HTTP events always get an HTTP answer. An event that came through the platform's
// own permissions (a direct invocation, a timer, a queue, EventBridge) gets the
// answer itself or, if a retry may succeed, a [*RetryableError], which makes the
// platform repeat the event.
//
// The work has three rooms. Package event makes plain data of an event and an
// envelope of an answer; package settings makes settings of the environment that
// the platform passes with each invocation; this package does the rest, in the
// order of the files handler.go, http.go, auth.go, request.go, search.go, answer.go
// and log.go.
package handler
