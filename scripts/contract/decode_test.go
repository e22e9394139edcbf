package contract

import (
	"strings"
	"testing"
)

// chatAnswer is an answer of Chat with members of its own before the verdict.
func chatAnswer(members string) string {
	return `{` + members + `"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
}

func results(items string) string { return chatAnswer(`"ContactResultItem":[` + items + `],`) }

const (
	anItem   = `{"Type":1,"To_Account":"user_0002","StandardMark":"1"}`
	notFound = `{"conversationID":"C2Cuser_0002","type":"C2C","userID":"user_0002",` + empty
	starred  = `{"conversationID":"C2Cuser_0002","type":"C2C","userID":"user_0002","found":true,"standardMark":"1",` +
		`"marks":{"star":true,"unread":false,"fold":false,"hide":false},"markList":[1],"customMark":"","groups":[],"updatedAt":null}`
	noGroups = `],"groups":[]}`
)

// taken are answers of Chat that section 3 takes, with what the function's
// answer then ends in.
var taken = []struct{ sentence, chat, end string }{
	{"a missing result array is empty", chatAnswer(``), notFound + noGroups},
	{"a null result array is empty", chatAnswer(`"ContactResultItem":null,"GroupItem":[],`), notFound + noGroups},
	{"a null older array is empty", chatAnswer(`"ContactItem":null,`), notFound + noGroups},
	{"an empty result array", results(``), notFound + noGroups},
	{"the older ContactItem", chatAnswer(`"ContactItem":[` + anItem + `],`), starred + noGroups},
	{"a null array and the older one", chatAnswer(`"ContactResultItem":null,"ContactItem":[` + anItem + `],`), starred + noGroups},
	{"a missing GroupItem, mark, group list", results(anItem), starred + noGroups},
	{"a null GroupItem", chatAnswer(`"ContactResultItem":[` + anItem + `],"GroupItem":null,`), starred + noGroups},
	{"null marks and group list", results(`{"Type":1,"To_Account":"user_0002","StandardMark":null,"CustomMark":null,"ContactGroupId":null,"Timestamp":0}`),
		strings.Replace(notFound, `"found":false`, `"found":true`, 1) + noGroups},
	{"a Timestamp of 0", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":0}`), starred + noGroups},
	{"a Timestamp", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":1775217000}`),
		strings.Replace(starred, `null`, `"2026-04-03T11:50:00Z"`, 1) + noGroups},
	{"unknown fields are ignored", chatAnswer(`"New":{"a":[1]},"ContactResultItem":[{"Type":1,"New":[{}],"To_Account":"user_0002","StandardMark":"1"}],"GroupItem":[],`), starred + noGroups},
	{"an item that nobody asked for is ignored", results(`{"Type":1,"To_Account":"user_0009","StandardMark":"1"},` + anItem + `,{"Type":2,"ToGroupId":"user_0002","StandardMark":"10"}`), starred + noGroups},
	{"an item's ResultCode of 0", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","ResultCode":0}`), starred + noGroups},
	{"a group id without a name has null", chatAnswer(`"ContactResultItem":[{"Type":1,"To_Account":"user_0002","StandardMark":"1","ContactGroupId":[7,8]}],"GroupItem":[{"GroupId":8,"GroupName":"eight"}],`),
		strings.Replace(starred, `"groups":[]`, `"groups":[{"id":7,"name":null},{"id":8,"name":"eight"}]`, 1) + `],"groups":[{"id":8,"name":"eight"}]}`},
	{"a Timestamp that is no whole second is null, for its entry only", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":1775217000.5}`), starred + noGroups},
	{"a Timestamp in milliseconds is null", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":1775217000000}`), starred + noGroups},
	{"a negative Timestamp is null", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":-1}`), starred + noGroups},
	{"a Timestamp past any number is null", results(`{"Type":1,"To_Account":"user_0002","StandardMark":"1","Timestamp":1e400}`), starred + noGroups},
	{"a missing ActionStatus", `{"ContactResultItem":[` + anItem + `],"ErrorCode":0}`, starred + noGroups},
	{"a null ActionStatus", `{"ContactResultItem":[` + anItem + `],"ActionStatus":null,"ErrorCode":0}`, starred + noGroups},
	{"an empty ActionStatus", `{"ContactResultItem":[` + anItem + `],"ActionStatus":"","ErrorCode":0}`, starred + noGroups},
	{"ErrorInfo with 0 decides nothing", `{"ContactResultItem":[` + anItem + `],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"fine"}`, starred + noGroups},
}

func TestAnswersOfChatThatAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, row := range taken {
		t.Run(row.sentence, func(t *testing.T) {
			w := w.with(t)
			w.answers(row.chat)
			if r := w.invoke(one(good)); !strings.HasSuffix(string(r.text), `"conversations":[`+row.end) {
				t.Errorf("%s\nnot …%s", r.text, row.end)
			}
		})
	}
}

// refused are answers that Chat does not document (502), each with what is wrong.
var refused = map[string]string{
	"a wrong type: the whole":              `[]`,
	"a wrong type: ContactResultItem":      chatAnswer(`"ContactResultItem":{},`),
	"a wrong type: an item":                results(`1`),
	"a wrong type: an item that is null":   results(`null`),
	"a wrong type: Type":                   results(`{"Type":"1","To_Account":"user_0002"}`),
	"a wrong type: To_Account":             results(`{"Type":1,"To_Account":2}`),
	"a wrong type: StandardMark":           results(`{"Type":1,"To_Account":"user_0002","StandardMark":1}`),
	"a wrong type: CustomMark":             results(`{"Type":1,"To_Account":"user_0002","CustomMark":{}}`),
	"a wrong type: ContactGroupId":         results(`{"Type":1,"To_Account":"user_0002","ContactGroupId":1}`),
	"a wrong type: a group id":             results(`{"Type":1,"To_Account":"user_0002","ContactGroupId":["1"]}`),
	"a wrong type: Timestamp":              results(`{"Type":1,"To_Account":"user_0002","Timestamp":"1"}`),
	"a wrong type: GroupItem":              chatAnswer(`"GroupItem":{},`),
	"a wrong type: GroupName":              chatAnswer(`"GroupItem":[{"GroupId":1,"GroupName":1}],`),
	"a wrong type: ErrorCode":              `{"ActionStatus":"OK","ErrorCode":"0"}`,
	"a wrong type: ActionStatus":           `{"ActionStatus":true,"ErrorCode":0}`,
	"a mark of other characters":           results(`{"Type":1,"To_Account":"user_0002","StandardMark":"012"}`),
	"a mark of over 64 characters":         results(`{"Type":1,"To_Account":"user_0002","StandardMark":"` + strings.Repeat("0", 65) + `"}`),
	"ErrorCode missing":                    `{"ActionStatus":"OK"}`,
	"ErrorCode null":                       `{"ActionStatus":"OK","ErrorCode":null}`,
	"FAIL with 0":                          `{"ActionStatus":"FAIL","ErrorCode":0}`,
	"an item's ResultCode other than 0":    results(`{"Type":1,"To_Account":"user_0002","ResultCode":1}`),
	"a complete answer that is not JSON":   `<html>`,
	"a complete answer with more after it": results(anItem) + `{}`,
}

func TestAnswersOfChatThatAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for sentence, body := range refused {
		t.Run(sentence, func(t *testing.T) {
			w := w.with(t)
			w.chat.ResetJournal()
			w.answers(body)
			r := w.invoke(one(good))
			if r.code() != "FailedOperation" || r.Error.Retryable || r.Error.attempts() != 1 || r.Error.Chat.ErrorCode != nil {
				t.Errorf("%s, not FailedOperation of 1 attempt without an errorCode", r.text)
			}
			if n := len(w.chat.Journal()); n != 1 {
				t.Errorf("%d attempts; section 9 retries nothing else", n)
			}
		})
	}
}

// "An ErrorCode other than 0 decides, whatever ActionStatus says."
func TestErrorCodeDecides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, body := range []string{
		`{"ActionStatus":"OK","ErrorCode":51008,"ErrorInfo":"x"}`,
		`{"ActionStatus":"FAIL","ErrorCode":51008}`,
		`{"ErrorCode":51008}`,
		`{"ActionStatus":7,"ErrorCode":51008,"ContactResultItem":"none"}`,
		`{"ContactResultItem":[` + anItem + `],"ActionStatus":"OK","ErrorCode":51008}`,
	} {
		w.answers(body)
		if r := w.invoke(one(good)); r.code() != "LimitExceeded" || r.Error.Chat == nil || r.Error.Chat.ErrorCode == nil || *r.Error.Chat.ErrorCode != 51008 {
			t.Errorf("%s: %s, not LimitExceeded of 51008", body, r.text)
		}
	}
}
