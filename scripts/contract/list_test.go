package contract

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

const listBody = `{"From_Account":"user_0001","AllContacts":true}`

// pageOf returns a page of Chat. next is the cursor of the next page, or 0 for the last
// page.
func pageOf(items string, next int) chattest.Step {
	end := `"CompleteFlag":1`
	if next > 0 {
		end = fmt.Sprintf(`"CompleteFlag":0,"NextStartIndex":%d`, next)
	}
	return chattest.Step{Body: `{"ContactItem":[` + items + `],` + end + `,"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}
}

// lists requests all conversations over RPC and over HTTP.
func (w *world) lists(check func(way string, r reply)) {
	w.t.Helper()
	check("RPC", w.invoke(listBody).reply)
	w.chat.ResetJournal()
	r, err := http.NewRequest(http.MethodPost, "http://f/", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	open := w.with(w.t, "CALLER_AUTH=none")
	check("HTTP", decode(w.t, open.over(open.web(), r, []byte(listBody)).body))
}

// A user with as many conversations as Chat allows.
func TestListOfThousand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	user := chattest.User{Groups: []chattest.Group{{ID: 7, Name: strings.Repeat("g", 64)}}}
	for n := range 1000 {
		user.Conversations = append(user.Conversations, chattest.Conversation{
			Type: chattest.GroupChat, Peer: fmt.Sprintf("group_%d", n), StandardMark: "1", CustomMark: strings.Repeat("é", 128), GroupIDs: []int{7},
		})
	}
	if err := w.data.SetUser("user_0001", user); err != nil {
		t.Fatal(err)
	}
	w.lists(func(way string, r reply) {
		if n := len(w.chat.Journal()); len(r.Conversations) != 1000 || n != 10 || len(r.Groups) != 1 {
			t.Fatalf("%s: %d conversations, %d groups, %d pages, %+v", way, len(r.Conversations), len(r.Groups), n, r.Error)
		}
		for n, c := range r.Conversations {
			if c.ConversationID != fmt.Sprintf("GROUPgroup_%d", n) || !c.Found || c.Groups[0].Name == nil {
				t.Fatalf("%s: %d: %+v", way, n, c)
			}
		}
	})
}

// "RequestTooLarge: […] an answer over 5 MiB", here from pages of at most 1 MiB.
func TestListTooLarge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mark := strings.Repeat("x", 1<<20)
	w.chat.SetFaults(func(int) chattest.Step {
		n := len(w.chat.Journal())
		return pageOf(fmt.Sprintf(`{"Type":1,"To_Account":"peer_%d","CustomMark":%q}`, n, mark), n)
	})
	w.lists(func(way string, r reply) {
		if r.Error == nil || r.Error.Code != "RequestTooLarge" || r.Error.attempts() != len(w.chat.Journal()) || r.Error.attempts() > 6 ||
			r.Error.Message != "the answer is over 5 MiB; ask for fewer conversations, by ContactItem" {
			t.Errorf("%s: %+v", way, r.Error)
		}
	})
	w.chat.SetFaults(nil)
	w.works()
}
