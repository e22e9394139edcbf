package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/contract/cases"
)

// paged returns a request for a page of a list.
func paged(from, start int, random, step string) chattest.Entry {
	e := request(random, step, 1)
	e.Body = fmt.Appendf(nil, `{"From_Account":"call_1_%d","StartIndex":%d}`, from, start)
	return e
}

func TestPagesOfAList(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		journal  []chattest.Entry
		attempts int // 0: the oracle objects
		word     string
	}{
		"both pages":               {[]chattest.Entry{paged(0, 0, "1", "ok"), paged(0, 100, "2", "ok")}, 2, ""},
		"a retry of each":          {[]chattest.Entry{paged(0, 0, "1", "50004"), paged(0, 0, "2", "ok"), paged(0, 100, "3", "50005"), paged(0, 100, "4", "ok")}, 4, ""},
		"the second fails":         {[]chattest.Entry{paged(0, 0, "1", "ok"), paged(0, 100, "2", "60011")}, 2, requestLimitExceeded},
		"the first fails":          {[]chattest.Entry{paged(0, 0, "1", "51008")}, 1, limitExceeded},
		"a part for the whole":     {[]chattest.Entry{paged(0, 0, "1", "ok")}, 0, ""},
		"going on after a failure": {[]chattest.Entry{paged(0, 0, "1", "51008"), paged(0, 100, "2", "ok")}, 0, ""},
		"another cursor":           {[]chattest.Entry{paged(0, 0, "1", "ok"), paged(0, 99, "2", "ok")}, 0, ""},
		"a page twice":             {[]chattest.Entry{paged(0, 0, "1", "ok"), paged(0, 0, "2", "ok"), paged(0, 100, "3", "ok")}, 0, ""},
		"a page after the last":    {[]chattest.Entry{paged(0, 0, "1", "ok"), paged(0, 100, "2", "ok"), paged(0, 200, "3", "ok")}, 0, ""},
		"never asked":              {nil, 0, ""},
	} {
		c := newTestCase(ask{marker: "call_1_0", from: "call_1_0", pages: 2}, newHistory().read(tt.journal)["call_1_0"], 0)
		e, err := c.expectation(false)
		if (err != nil) != (tt.attempts == 0) || err == nil && (e.attempts != tt.attempts || e.word != tt.word) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

// The oracle computes the answers of the contract's cases.
func TestOracleAgreesWithTheCases(t *testing.T) {
	t.Parallel()
	all, err := cases.Load("../../contract/cases")
	if err != nil {
		t.Fatal(err)
	}
	data := chattest.DemoData()
	w := &world{users: map[string]chattest.User{}}
	for _, id := range data.Users() {
		w.users[id], _ = data.User(id)
	}
	answered := 0
	for _, c := range all {
		body, status, want, ok := c.Plain()
		if !ok || status != 200 || want == "" {
			continue
		}
		var request struct {
			From  string `json:"From_Account"`
			Items []struct {
				item
				Type float64 // some cases write 1.0
			} `json:"ContactItem"`
			All bool `json:"AllContacts"`
		}
		if err := json.Unmarshal([]byte(body), &request); err != nil {
			t.Fatal(err)
		}
		a := ask{from: request.From, data: request.From}
		for _, i := range request.Items {
			i.item.Type = int(i.Type)
			a.items = append(a.items, i.item)
		}
		if request.All {
			a.pages = 1
		}
		if got := w.expected("ID", a); string(got) != want {
			t.Errorf("%s: the oracle expects\n%s\nnot\n%s", c.Name, got, want)
		}
		answered++
	}
	if answered == 0 {
		t.Error("no case is plain")
	}
}

// An answer is wrong if it lacks a conversation, or if it has another number of attempts.
func TestAnswerOfAList(t *testing.T) {
	t.Parallel()
	w, err := newWorld(1)
	if err != nil {
		t.Fatal(err)
	}
	a := ask{from: "call_1_0", pages: 4, data: userID(0)}
	whole := w.expected("id", a)
	first, _, _ := bytes.Cut(whole[bytes.Index(whole, []byte(`{"conversationID"`)):], []byte(`,{"conversationID"`))
	part := bytes.Replace(whole, append(bytes.Clone(first), ','), nil, 1)
	e := expectation{attempts: 4}
	if err := w.checkBody(e, a, "id", whole); err != nil {
		t.Error(err)
	}
	if err := w.checkBody(e, a, "id", part); err == nil || len(part) == len(whole) {
		t.Error("a part is taken for the whole")
	}
	line := logLine{Status: 200, Attempts: 4, Message: "list"}
	if err := e.checkLog(a, line, true); err != nil {
		t.Error(err)
	}
	for _, wrong := range []logLine{{Status: 200, Attempts: 3, Message: "list"}, {Status: 200, Attempts: 4, Message: "search"}} {
		if e.checkLog(a, wrong, true) == nil {
			t.Errorf("no objection to %+v", wrong)
		}
	}
}
