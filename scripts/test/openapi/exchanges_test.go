package openapi_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chatmarks/handler"
)

var (
	me     = user("user_0001")
	bearer = "Bearer " + token
	admin  = user("administrator")
	ours   = headerField{"Origin", origin}
	simple = about("user_0001", "user_0002")
)

// exchanges has at least one for each answer that the function can give over
// HTTP, but for those of chatExchanges.
func exchanges(t *testing.T) []exchange {
	contract := string(sample(t, "request.json"))
	all := []exchange{
		{name: "the contract's example", world: guarded, who: me, body: contract, status: 200, check: isContracts},
		{name: "of an app that is named", world: guarded, who: me, target: "/any/path?sdkappid=1400000001", body: simple, status: 200},
		{name: "by the admin", world: guarded, who: admin, body: about("user_0002", "user_0001"), status: 200},
		{name: "by a token, from a page", world: guarded, who: bearer, header: []headerField{ours}, body: simple, status: 200},
		{name: "by anybody, from any page", world: open, header: []headerField{ours}, body: simple, status: 200},
		{name: "from a page that may not ask", world: guarded, who: me, header: []headerField{{"Origin", "https://evil.example"}}, body: simple, status: 200},
		{name: "about what Chat does not have", world: open, body: about("user_0001", "stranger"), status: 200},
		{name: "about a topic", world: open, body: aboutGroup("user_0001", "@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news"), status: 200},
		{name: "all of a user", world: guarded, who: me, body: allContacts, status: 200, check: hasSix},
		{name: "all of a user without marks", world: open, body: `{"From_Account":"user_0003","AllContacts":true}`, status: 200},
		{name: "all of a user, with ids that no request may have", world: open, answer: strangeIDs, body: allContacts, status: 200},
		{name: "a mark of every bit, in a group without a name", world: open, answer: fullAnswer, body: simple, status: 200, check: hasTopBit},

		{name: "no JSON", world: open, body: `{"From_Account":`, status: 400, code: handler.CodeMalformedRequest},
		// The event of a Function URL has no place for such bytes: they arrive as U+FFFD.
		{name: "no UTF-8", world: open, unlike: "Function URL", body: `{"From_Account":"` + "\xff" + `"}`, status: 400, code: handler.CodeMalformedRequest},
		{name: "no object", world: open, body: `[]`, status: 400, code: handler.CodeMalformedRequest},
		{name: "nothing", world: open, status: 400, code: handler.CodeMalformedRequest},
		{name: "a broken rule", world: open, body: `{"From_Account":"user_0001","ContactItem":[]}`, status: 400, code: handler.CodeInvalidParameter},
		{name: "more broken rules than are named", world: open, body: manyFaults, status: 400, code: handler.CodeInvalidParameter, check: namesAHundred},
		{name: "all and some", world: open, body: strings.Replace(simple, "{", `{"AllContacts":true,`, 1), status: 400, code: handler.CodeInvalidParameter},
		{name: "too many conversations", world: open, body: conversations(301), status: 400, code: handler.CodeInvalidParameter},
		{name: "two apps", world: open, target: "/?sdkappid=1400000001&sdkappid=1400000001", body: simple, status: 400, code: handler.CodeInvalidParameter},
		{name: "an app that is none", world: open, target: "/?sdkappid=first", body: simple, status: 400, code: handler.CodeInvalidParameter},

		{name: "no credential", world: guarded, header: []headerField{ours}, body: simple, status: 401, code: handler.CodeAuthFailure},
		{name: "a wrong token", world: guarded, who: bearer + "x", body: simple, status: 401, code: handler.CodeAuthFailure},
		{name: "a UserSig of another user", world: guarded, who: strings.Replace(me, "_0001", "_0002", 1), body: simple, status: 401, code: handler.CodeAuthFailure},
		{name: "a credential of a way that does not serve", world: hurried, who: me, body: simple, status: 401, code: handler.CodeAuthFailure},
		{name: "another user's marks", world: guarded, who: me, body: about("user_0002", "user_0001"), status: 403, code: handler.CodeUnauthorizedOperation},
		{name: "an app that is not configured", world: guarded, who: me, target: "/?sdkappid=1400000002", body: simple, status: 404, code: handler.CodeResourceNotFound},
		{name: "all of another user", world: guarded, who: me, body: `{"From_Account":"user_0002","AllContacts":true}`, status: 403, code: handler.CodeUnauthorizedOperation},
		{name: "a page that does not say whether it is the last", world: open, answer: fullAnswer, body: allContacts, status: 502, code: handler.CodeFailedOperation},
		{name: "a user who is not imported", world: open, body: about("stranger", "user_0001"), status: 404, code: handler.CodeResourceNotFound},
		{name: "a group that was disbanded", world: open, body: aboutGroup("user_0001", "@TGS#2GONEGONE"), status: 404, code: handler.CodeResourceNotFound},

		{name: "a GET", world: guarded, method: http.MethodGet, header: []headerField{ours}, status: 405, code: handler.CodeMethodNotAllowed},
		{name: "a HEAD", world: guarded, method: http.MethodHead, status: 405},
		{name: "a PUT", world: guarded, method: http.MethodPut, body: simple, status: 405, code: handler.CodeMethodNotAllowed},
		{name: "a DELETE of the health check", world: guarded, method: http.MethodDelete, target: "/healthz", status: 405, code: handler.CodeMethodNotAllowed},
		{name: "a large request", world: open, body: about(strings.Repeat("u", 256<<10), "user_0002"), status: 413, code: handler.CodeRequestTooLarge},
		{name: "a large answer", world: open, answer: largeMark, body: conversations(300), status: 413, code: handler.CodeRequestTooLarge},
		{name: "a form", world: open, header: []headerField{{"Content-Type", "text/plain"}}, body: simple, status: 415, code: handler.CodeUnsupportedMediaType},
		{name: "a search without configuration", world: broken, who: me, body: simple, status: 500, code: handler.CodeConfigurationError},

		{name: "a Chat that is too slow", world: hurried, who: bearer, script: "hang", body: simple, status: 504, code: handler.CodeDeadlineExceeded},
		// The one before has used up the second's call, and there is no time to wait.
		{name: "one call too many", world: hurried, who: bearer, body: simple, status: 429, code: handler.CodeRequestLimitExceeded},

		{name: "which methods", world: guarded, method: http.MethodOptions, status: 204},
		{name: "a preflight", world: guarded, method: http.MethodOptions, header: []headerField{ours}, status: 204},
		{name: "a preflight from anywhere", world: open, method: http.MethodOptions, header: []headerField{ours}, status: 204},
		{name: "a preflight without configuration", world: broken, method: http.MethodOptions, header: []headerField{ours}, status: 204},
		{name: "which methods for the health check", world: guarded, method: http.MethodOptions, target: "/healthz", status: 204},
		{name: "health", world: guarded, method: http.MethodGet, target: "/a/healthz", header: []headerField{ours}, status: 200},
		{name: "health without a body", world: guarded, method: http.MethodHead, target: "/healthz", status: 200},
		{name: "illness", world: broken, method: http.MethodGet, target: "/healthz", status: 500, code: handler.CodeConfigurationError},
		{name: "illness without a body", world: broken, method: http.MethodHead, target: "/healthz", status: 500},
	}
	return append(all, chatExchanges()...)
}

// isContracts expects the contract's answer but for the id.
func isContracts(t *testing.T, a *answer) {
	want := bytes.Replace(sample(t, "answer.json"), []byte("b0c6…"), []byte(a.header.Get("X-Request-ID")), 1)
	if !bytes.Equal(compact(t, a.body), compact(t, want)) {
		t.Errorf("got\n%s\nwant\n%s", a.body, want)
	}
}

// hasSix expects the conversations of user_0001 that have a mark or a group.
func hasSix(t *testing.T, a *answer) {
	if n := bytes.Count(a.body, []byte(`"found":true`)); n != 6 {
		t.Errorf("%d conversations: %s", n, a.body)
	}
}

// hasTopBit expects the one value that no float64 neighbour may replace.
func hasTopBit(t *testing.T, a *answer) {
	if !bytes.Contains(a.body, []byte(",9223372036854775808]")) {
		t.Errorf("no 2^63 at the end of markList: %s", a.body)
	}
}

func namesAHundred(t *testing.T, a *answer) {
	if !bytes.Contains(a.body, []byte(`{"field":"","reason":"and 50 more"}`)) {
		t.Errorf("the rest is not counted: %.300s", a.body)
	}
}

// conversations is a request that names the same conversation so many times.
func conversations(n int) string {
	one := `{"Type":1,"To_Account":"user_0002"}`
	return `{"From_Account":"user_0001","ContactItem":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}`
}

var manyFaults = strings.ReplaceAll(conversations(150), `"Type":1`, `"Type":3`)

// chatSays is an answer of Chat about the conversation with user_0002.
func chatSays(standardMark, customMark string) string {
	return fmt.Sprintf(`{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ContactResultItem":[{"Type":1,"To_Account":"user_0002",`+
		`"StandardMark":%q,"CustomMark":%q,"ContactGroupId":[1,9],"Timestamp":0}],"GroupItem":[{"GroupId":1}]}`, standardMark, customMark)
}

var (
	fullAnswer = chatSays(strings.Repeat("1", 64), "ü")
	strangeIDs = `{"ActionStatus":"OK","ErrorCode":0,"CompleteFlag":1,"ContactItem":[{"Type":1,"To_Account":"\nü` + strings.Repeat("u", 40) + `"},` +
		`{"Type":2,"ToGroupId":"` + strings.Repeat("ü", 60) + `"}]}`
	largeMark = chatSays("", strings.Repeat("x", 20<<10))
)
