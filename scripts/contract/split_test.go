package contract

import (
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

// many is a request for n conversations, and their ids in its order.
func many(n int) (body string, ids []string) {
	items := make([]string, 0, n)
	for i := range n {
		if i%2 == 0 {
			items = append(items, fmt.Sprintf(`{"Type":1,"To_Account":"peer_%d"}`, i))
			ids = append(ids, fmt.Sprintf("C2Cpeer_%d", i))
			continue
		}
		items = append(items, fmt.Sprintf(`{"Type":2,"ToGroupId":"group_%d"}`, i))
		ids = append(ids, fmt.Sprintf("GROUPgroup_%d", i))
	}
	return one(strings.Join(items, ",")), ids
}

// busyUser has a mark on every seventh conversation of [many], in five groups.
func busyUser(n int) chattest.User {
	u := chattest.User{}
	for g := range 5 {
		u.Groups = append(u.Groups, chattest.Group{ID: g + 1, Name: fmt.Sprintf("group %d", g+1)})
	}
	for i := 0; i < n; i += 7 {
		c := chattest.Conversation{Type: chattest.C2C, Peer: fmt.Sprintf("peer_%d", i), StandardMark: "1", GroupIDs: []int{1 + i%5}, Timestamp: 1775217000}
		if i%2 == 1 {
			c.Type, c.Peer = chattest.GroupChat, fmt.Sprintf("group_%d", i)
		}
		u.Conversations = append(u.Conversations, c)
	}
	return u
}

// Section 8: "above 300 one request becomes several calls, answered as one".
func TestManyConversations(t *testing.T) {
	t.Parallel()
	for n, calls := range map[int]int{1: 1, 300: 1, 301: 2, 600: 2, 601: 3, 1000: 4} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "CHAT_MAX_CONVERSATIONS=1000")
			if err := w.data.SetUser("user_0001", busyUser(n)); err != nil {
				t.Fatal(err)
			}
			body, ids := many(n)
			r := w.invoke(body)
			checkMany(t, r.reply, ids)
			asked := 0
			for _, e := range w.chat.Journal() {
				asked += e.Conversations
				if e.Conversations > 300 || e.Conversations == 0 {
					t.Errorf("a call of %d", e.Conversations)
				}
			}
			if got := len(w.chat.Journal()); got != calls || asked != n {
				t.Errorf("%d calls for %d, not %d for %d", got, asked, calls, n)
			}
		})
	}
}

func checkMany(t *testing.T, r reply, ids []string) {
	t.Helper()
	if len(r.Conversations) != len(ids) {
		t.Fatalf("%d conversations, not %d: %+v", len(r.Conversations), len(ids), r.Error)
	}
	seen := map[int64]bool{}
	for _, g := range r.Groups {
		if seen[g.ID] || g.Name == nil {
			t.Errorf("group %d stands twice, or without its name", g.ID)
		}
		seen[g.ID] = true
	}
	for i, c := range r.Conversations {
		if c.ConversationID != ids[i] || c.Found != (i%7 == 0) {
			t.Errorf("conversation %d: %s, found %t, not %s, %t", i, c.ConversationID, c.Found, ids[i], i%7 == 0)
		}
		if c.Found && (len(c.Groups) != 1 || c.Groups[0].Name == nil || !seen[c.Groups[0].ID]) {
			t.Errorf("conversation %d: groups %+v", i, c.Groups)
		}
	}
}

// Repetitions do not count for Chat, but they do for the limit.
func TestManyRepetitions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_MAX_CONVERSATIONS=1000")
	r := w.invoke(one(strings.Repeat(good+",", 999) + good))
	if len(r.Conversations) != 1000 || len(w.chat.Journal()) != 1 || w.chat.Journal()[0].Conversations != 1 {
		t.Errorf("%d conversations of %d calls", len(r.Conversations), len(w.chat.Journal()))
	}
	body, _ := many(1001)
	if r := w.invoke(body); r.code() != "InvalidParameter" || len(r.Error.Details) != 1 {
		t.Errorf("1001: %s", r.text)
	}
}

// A part that fails for a while is repeated; one that fails for good fails the
// whole, which tells of the attempts made.
func TestManyWithAFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_MAX_CONVERSATIONS=1000")
	body, ids := many(1000)
	if err := w.data.SetUser("user_0001", busyUser(1000)); err != nil {
		t.Fatal(err)
	}
	w.play("ok,50004,reset,http503")
	checkMany(t, w.invoke(body).reply, ids)
	for script, code := range map[string]string{"51008": limitExceeded.code, "ok,60007*": throttled.code, "50004*": unavailable.code, "garbage": failedOperation.code} {
		w := newWorld(t, "CHAT_MAX_CONVERSATIONS=1000")
		w.play(script)
		r := w.invoke(body)
		if n := len(w.chat.Journal()); r.code() != code || r.Error.attempts() < 1 || r.Error.attempts() < n {
			t.Errorf("%s: %s after %d requests", script, r.text, n)
		}
		w.chat.ResetScript()
		w.works()
	}
}

// 51007 names the Type 2 items of the whole request, not those of one part.
func TestManyWithADisbandedGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CHAT_MAX_CONVERSATIONS=1000")
	w.data.Disband("group_901")
	body, _ := many(1000)
	r := w.invoke(body)
	if r.code() != "ResourceNotFound" || len(r.Error.Details) != 101 || !strings.Contains(r.Error.Details[0].Field, "ContactItem[1]") {
		t.Errorf("%.500s", r.text)
	}
}
