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

const empty = `"found":false,"standardMark":"","marks":{"star":false,"unread":false,"fold":false,"hide":false},"markList":[],"customMark":"","groups":[],"updatedAt":null}`

// "in the order of the request, repeated where the request repeats it (Chat
// itself is asked once)"; "One that Chat left out has found: false".
func TestOrderRepetitionAndAbsence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const nobody, group = `{"Type":1,"To_Account":"nobody"}`, `{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}`
	r := w.invoke(one(strings.Join([]string{group, nobody, good, group, good, nobody}, ",")))
	var ids []string
	for _, c := range r.Conversations {
		ids = append(ids, c.ConversationID)
	}
	const g, u, n = "GROUP@TGS#1B2AUI7RZ", "C2Cuser_0002", "C2Cnobody"
	if want := strings.Join([]string{g, n, u, g, u, n}, " "); strings.Join(ids, " ") != want {
		t.Errorf("%v, not %s", ids, want)
	}
	if !strings.Contains(string(r.text), `{"conversationID":"C2Cnobody","type":"C2C","userID":"nobody",`+empty) {
		t.Errorf("one that Chat left out is not empty: %s", r.text)
	}
	if journal := w.chat.Journal(); len(journal) != 1 || journal[0].Conversations != 3 {
		t.Errorf("Chat was not asked once for the three that differ: %+v", len(journal))
	}
}

// "equal answers are equal bytes but for requestID": Chat's own order and its
// older name for the array change nothing.
func TestEqualAnswersAreEqualBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := map[string]bool{}
	w.play("ok,older,ok")
	for range 3 {
		r := w.invoke(sampleBody)
		texts[strings.Replace(string(r.text), r.requestID, "ID", 1)] = true
	}
	if len(texts) != 1 {
		t.Errorf("%d different answers: %v", len(texts), texts)
	}
}

// The marks of every conversation of the demo data, by the SDK's values.
func TestMarks(t *testing.T) {
	t.Parallel()
	for sentence, row := range map[string]struct {
		mark string
		list string
		star bool
	}{
		"no mark":                           {"", "[]", false},
		"zeroes only":                       {strings.Repeat("0", 64), "[]", false},
		"star is bit 0, the right-most":     {"1", "[1]", true},
		"unread is 2":                       {"10", "[2]", false},
		"fold is 4":                         {"0100", "[4]", false},
		"hide is 8":                         {"1000", "[8]", false},
		"the first bit of the app's own":    {"1" + strings.Repeat("0", 32), "[4294967296]", false},
		"the last bit, not fit for a sign":  {"1" + strings.Repeat("0", 62) + "1", "[1,9223372036854775808]", true},
		"a bit that nobody has defined yet": {"1" + strings.Repeat("0", 20), "[1048576]", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.answers(`{"ActionStatus":"OK","ErrorCode":0,"ContactResultItem":[{"Type":1,"To_Account":"user_0002","StandardMark":"` + row.mark + `"}]}`)
			r := w.invoke(one(good))
			if !strings.Contains(string(r.text), `"standardMark":"`+row.mark+`"`) || !strings.Contains(string(r.text), `"markList":`+row.list+`,`) {
				t.Errorf("%s, not %s", r.text, row.list)
			}
			if len(r.Conversations) != 1 || r.Conversations[0].Marks["star"] != row.star {
				t.Errorf("star is not %t in %s", row.star, r.text)
			}
		})
	}
}
