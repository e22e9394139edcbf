package handler_test

import (
	"runtime"
	"strings"
	"testing"
)

// golden is the answer of the contract's example, with the tests' request id.
const golden = `{"requestID":"` + requestID + `","fromAccount":"user_0001","conversations":[` +
	`{"conversationID":"C2Cuser_0002","type":"C2C","userID":"user_0002","found":true,` +
	`"standardMark":"11111110","marks":{"star":false,"unread":true,"fold":true,"hide":true},` +
	`"markList":[2,4,8,16,32,64,128],"customMark":"abcde",` +
	`"groups":[{"id":1,"name":"group_0001"},{"id":2,"name":"group_0002"}],"updatedAt":"2026-04-03T11:50:00Z"},` +
	`{"conversationID":"GROUP@TGS#1B2AUI7RZ","type":"GROUP","groupID":"@TGS#1B2AUI7RZ","found":true,` +
	`"standardMark":"","marks":{"star":false,"unread":false,"fold":false,"hide":false},` +
	`"markList":[],"customMark":"","groups":[{"id":1,"name":"group_0001"}],"updatedAt":"2026-04-03T03:14:27Z"}],` +
	`"groups":[{"id":1,"name":"group_0001"},{"id":2,"name":"group_0002"}]}`

// If Chat repeats a conversation, the answer always uses the same result, regardless of
// the order and repetitions in the request.
func TestAnswerOfRepeatedConversations(t *testing.T) {
	t.Parallel()
	item := func(id, mark string) string {
		return `{"Type":1,"To_Account":"` + id + `","StandardMark":"` + mark + `"}`
	}
	results := strings.Join([]string{item("a", "1"), item("b", "10"), item("a", "11"), item("b", "100"), item("c", "1000")}, ",")
	for order, want := range map[string]string{"a": "1", "aba": "1 10 1", "abab": "1 10 1 10", "cba": "1000 10 1", "bb": "10 10", "xaxc": " 1  1000"} {
		f := newCanned(t, answering(`{"ErrorCode":0,"ContactResultItem":[`+results+`]}`))
		var items, marks []string
		for _, id := range order {
			items = append(items, `{"Type":1,"To_Account":"`+string(id)+`"}`)
		}
		got, err := f.invoke(request(items...))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(got, `"standardMark":"`)[1:] {
			mark, _, _ := strings.Cut(part, `"`)
			marks = append(marks, mark)
		}
		if strings.Join(marks, " ") != want {
			t.Errorf("%s: %q, not %q", order, marks, want)
		}
	}
}

// long is a reply of Chat with one conversation that has a custom mark of n bytes.
func long(n int, filler string) string {
	return `{"ActionStatus":"OK","ErrorCode":0,"ContactResultItem":[{"Type":1,"To_Account":"x","CustomMark":"` + strings.Repeat(filler, n/len(filler)) + `"}]}`
}

func TestAnswerOver5MiB(t *testing.T) {
	t.Parallel()
	thrice := `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"x"},{"Type":1,"To_Account":"x"},{"Type":1,"To_Account":"x"}]}`
	once := `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"x"}]}`
	name := strings.Repeat("n", 1_900_000)
	for what, c := range map[string]struct{ chat, request string }{
		"conversations": {long(2_000_000, "m"), thrice},
		"group names": {`{"ActionStatus":"OK","ErrorCode":0,"ContactResultItem":[{"Type":1,"To_Account":"x","ContactGroupId":[1,1]}],` +
			`"GroupItem":[{"GroupId":1,"GroupName":"` + name + `"},{"GroupId":2,"GroupName":"` + name + `"}]}`, once},
		"quotes that the gateway's string escapes": {long(3_600_000, `\"`), once},
	} {
		f := newCanned(t, answering(c.chat), "CORS_ALLOW_ORIGINS", "*")
		got := f.post(c.request, header("Origin", "https://app.example"))
		got.expect(t, 413, "RequestTooLarge")
		if e := got.failure(t).Error; e.Chat == nil || e.Chat.Attempts != 1 || e.Message != "the answer is over 5 MiB; ask for fewer conversations" {
			t.Errorf("%s: %+v, not one attempt and what to do", what, e)
		}
		if got.Headers["Access-Control-Allow-Origin"] != "*" {
			t.Errorf("%s: the page that asked cannot read the answer", what)
		}
		if line := f.log.one(t); line["status"] != 413.0 || line["code"] != "RequestTooLarge" {
			t.Errorf("%s: the log says %v", what, line)
		}
	}
}

// A short reply of Chat can refer to one long group name many times. The function must
// stop before it builds the whole answer. The test is not parallel, because it measures
// memory.
func TestAnswerOver5MiBIsNotMade(t *testing.T) {
	ids := strings.Repeat("1,", 500) + "1"
	name := strings.Repeat("n", 1_000_000)
	f := newCanned(t, answering(`{"ActionStatus":"OK","ErrorCode":0,"ContactResultItem":[{"Type":1,"To_Account":"x","ContactGroupId":[`+ids+`]}],`+
		`"GroupItem":[{"GroupId":1,"GroupName":"`+name+`"}]}`))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f.post(`{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"x"}]}`).expect(t, 413, "RequestTooLarge")
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 100<<20 {
		t.Errorf("%d MB of memory", used>>20)
	}
}
