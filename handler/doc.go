// Package handler turns the events of the platform into answers. [New] returns a
// [Handler]. Its Invoke method accepts the raw bytes of any event that SCF sends;
// its ServeHTTP method accepts a plain HTTP request.
//
//	h := handler.New(handler.Options{Version: version})
//	cloudfunction.StartHandler(h)
//
// A request asks for a user's marks and conversation groups on some conversations,
// in the format of Chat's v4/recentcontact/search_contact_group:
//
//	{"From_Account": "user_0001",
//	 "ContactItem": [{"Type": 1, "To_Account": "user_0002"},
//	                 {"Type": 2, "ToGroupId": "@TGS#1B2AUI7RZ"}]}
//
// or on all conversations that have a mark or a group:
//
//	{"From_Account": "user_0001", "AllContacts": true}
//
// In an HTTP event the request is the body, and the client sends a credential:
//
//	{"httpMethod": "POST", "path": "/", "queryString": {"sdkappid": "1400000001"},
//	 "headers": {"authorization": "UserSig user_0001:eJw…"}, "body": "{…}"}
//
// The answer has an entry for each conversation, in the order of the request, or in
// Chat's order if the request asks for all:
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
// Package event parses events and builds the envelopes of HTTP answers. Package
// settings reads the settings from the environment that the platform passes with
// each invocation. This package does the rest. Read its files in the order
// handler.go, http.go, auth.go, request.go, search.go, answer.go and log.go.
package handler
