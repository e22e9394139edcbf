package chattest_test

import (
	"testing"

	"chatmarks/chat/chattest"
)

func TestScriptIsUsedUpInOrder(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	s.SetFaults(func(n int) chattest.Step { return chattest.Step{Code: 60000 + n} })
	s.Script(mustParse(t, "50004*2,ok")...)
	s.Script(mustParse(t, "50005*")...)
	expect := func(codes ...int) {
		t.Helper()
		for _, want := range codes {
			if v := ask(t, s, sampleRequest).verdict(t); v.ErrorCode != want {
				t.Errorf("code %d, want %d", v.ErrorCode, want)
			}
		}
	}
	expect(50004, 50004, 0, 50005, 50005, 50005)
	s.ResetScript()
	expect(60007, 60008)
	s.SetFaults(nil)
	expect(0)
}

func TestJournalHoldsTheRequest(t *testing.T) {
	t.Parallel()
	s := start(t, chattest.Options{})
	s.Script(chattest.Step{Code: 50004})
	r := request(t, t.Context(), s, sampleRequest)
	r.Header.Set("X-Test", "yes")
	if _, err := send(client(t, s), r); err != nil {
		t.Fatal(err)
	}
	e := s.Journal()[0]
	if e.Connection != 1 || e.Method != "POST" || e.Path != chattest.SearchContactGroupPath || e.SDKAppID != 1400000001 || e.Identifier != "administrator" {
		t.Errorf("%+v", e)
	}
	if e.UserSig != r.URL.Query().Get("usersig") || e.Random != "4294967295" || len(e.Query) != 5 || e.Header.Get("X-Test") != "yes" {
		t.Errorf("%+v", e)
	}
	if string(e.Body) != sampleRequest || e.Conversations != 2 || e.Step != "50004" || e.Time.IsZero() || e.Duration <= 0 {
		t.Errorf("%+v", e)
	}
	e.Query.Set("random", "changed")
	if s.Journal()[0].Query.Get("random") == "changed" {
		t.Error("a copy changes the journal")
	}
	s.ResetJournal()
	if len(s.Journal()) != 0 {
		t.Error("the journal is not empty")
	}
}

func TestJournalKeepsTheNewest(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]string{2: "23", -1: ""} {
		s := start(t, chattest.Options{JournalLimit: limit})
		for _, body := range []string{"1", "2", "3"} {
			ask(t, s, body)
		}
		got := ""
		for _, e := range s.Journal() {
			got += string(e.Body)
		}
		if got != want {
			t.Errorf("limit %d keeps %q, want %q", limit, got, want)
		}
	}
}
