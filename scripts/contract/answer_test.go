package contract

import (
	"strings"
	"testing"
)

// The answer of section 3, byte for byte but for the id.
const sampleAnswer = `{"requestID":"ID","fromAccount":"user_0001","conversations":[` +
	`{"conversationID":"C2Cuser_0002","type":"C2C","userID":"user_0002","found":true,` +
	`"standardMark":"11111110","marks":{"star":false,"unread":true,"fold":true,"hide":true},` +
	`"markList":[2,4,8,16,32,64,128],"customMark":"abcde",` +
	`"groups":[{"id":1,"name":"group_0001"},{"id":2,"name":"group_0002"}],"updatedAt":"2026-04-03T11:50:00Z"},` +
	`{"conversationID":"GROUP@TGS#1B2AUI7RZ","type":"GROUP","groupID":"@TGS#1B2AUI7RZ","found":true,` +
	`"standardMark":"","marks":{"star":false,"unread":false,"fold":false,"hide":false},` +
	`"markList":[],"customMark":"","groups":[{"id":1,"name":"group_0001"}],"updatedAt":"2026-04-03T03:14:27Z"}],` +
	`"groups":[{"id":1,"name":"group_0001"},{"id":2,"name":"group_0002"}]}`

func TestSampleAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.invoke(sampleBody)
	want := strings.Replace(sampleAnswer, `"ID"`, `"`+r.requestID+`"`, 1)
	if string(r.text) != want {
		t.Errorf("direct:\n%s\nnot\n%s", r.text, want)
	}
	w.eachFace(t, func(w *world, f face) {
		a := w.ask(f, "/", sampleBody, "Authorization", w.credential("user_0001"))
		want := strings.Replace(sampleAnswer, `"ID"`, `"`+a.header.Get("X-Request-ID")+`"`, 1)
		if a.status != 200 || string(a.body) != want {
			t.Errorf("%v\nnot\n%s", a, want)
		}
	})
}

// What goes to Chat for it: the vendor's request and five query parameters.
func TestSampleCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invoke(sampleBody)
	journal := w.chat.Journal()
	if len(journal) != 1 {
		t.Fatalf("%d requests", len(journal))
	}
	e := journal[0]
	if e.Method != "POST" || string(e.Body) != sampleBody {
		t.Errorf("%s %s\nnot the vendor's\n%s", e.Method, e.Body, sampleBody)
	}
	if e.SDKAppID != w.id || e.Identifier != admin || e.Query.Get("contenttype") != "json" || len(e.Query) != 5 {
		t.Errorf("query: app %d, identifier %s, %d parameters", e.SDKAppID, e.Identifier, len(e.Query))
	}
	if e.Header.Get("Idempotency-Key") != "" || e.Header.Get("Referer") != "" {
		t.Error("a header that Chat does not document")
	}
}
