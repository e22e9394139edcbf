package chat_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

const planted = "pl4nt3d"

// FuzzDecodeAnswer checks that any body gives an output or a typed error, never both,
// that an output is consistent, and that only an [*chat.APIError] quotes the body.
func FuzzDecodeAnswer(f *testing.F) {
	for _, body := range []string{
		good(``), item(`"StandardMark":"0110","CustomMark":"x","ContactGroupId":[1],"Timestamp":1775217000`),
		group(`"GroupId":1,"GroupName":"n"`), `{"ActionStatus":"FAIL","ErrorCode":50004,"ErrorInfo":"x"}`,
		item(`"StandardMark":"` + planted + `"`), item(`"` + planted + `":1,"Type":"` + planted + `"`), `{"` + planted, "[]", "",
		good(`"ContactItem":[{"Type":2,"ToGroupId":"\ud800"}]`), good("\"New\":\"\xff\""), `{"ErrorCode":` + planted + `}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := chat.DecodeAnswer(body)
		if checkError(t, out == nil, err) {
			checkOutput(t, out.ContactResultItem, out.GroupItem)
		}
	})
}

// FuzzDecodePage checks the same for a page. An output can also be followed, and names
// each conversation.
func FuzzDecodePage(f *testing.F) {
	const all = `"ContactItem":[{"Type":2,"ToGroupId":"g","StandardMark":"","ContactGroupId":[1],"Timestamp":1744794702}],` +
		`"GroupItem":[{"GroupName":"inner","GroupId":1}],"ErrorDisplay":""`
	for _, body := range []string{
		good(all + `,"CompleteFlag":1,"CompleteTime":1745810706`), good(all + `,"CompleteFlag":0,"NextStartIndex":100`),
		good(`"CompleteFlag":0`), good(`"CompleteFlag":2`), good(`"CompleteFlag":1,"ContactItem":[{"Type":3}]`),
		good(`"CompleteFlag":0,"NextStartIndex":` + planted), `{"ErrorCode":50004}`, "[]",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := chat.DecodePage(body)
		if !checkError(t, out == nil, err) {
			return
		}
		checkOutput(t, out.ContactItem, out.GroupItem)
		for _, c := range out.ContactItem {
			if (c.Type == chat.TypeC2C) != (c.ToAccount != "") || (c.Type == chat.TypeGroup) != (c.ToGroupID != "") {
				t.Fatalf("no name: %+v", c)
			}
		}
	})
}

// checkError checks the outcome of a decoder, and reports whether there is an output.
func checkError(t *testing.T, none bool, err error) bool {
	t.Helper()
	if (err == nil) == none {
		t.Fatalf("an output or an error, not both: %v", err)
	}
	if err == nil {
		return true
	}
	if api, ok := err.(*chat.APIError); ok {
		if api.Code == 0 {
			t.Fatal("an APIError with code 0")
		}
	} else if _, ok := err.(*smithy.DeserializationError); !ok || strings.Contains(err.Error(), planted) {
		t.Fatalf("%T: %v", err, err)
	}
	return false
}

func checkOutput(t *testing.T, items []chat.ContactResultItem, groups []chat.GroupItem) {
	t.Helper()
	for _, r := range items {
		if got, want := strings.TrimLeft(fmt.Sprintf("%b", r.Marks), "0"), strings.TrimLeft(r.StandardMark, "0"); got != want {
			t.Fatalf("marks %s of %q", got, r.StandardMark)
		}
		if !utf8.ValidString(r.CustomMark + r.ToAccount + r.ToGroupID) {
			t.Fatalf("not UTF-8: %+v", r)
		}
		if _, err := r.Timestamp.MarshalText(); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int64]bool{}
	for _, g := range groups {
		if seen[g.GroupID] {
			t.Fatalf("group %d twice", g.GroupID)
		}
		seen[g.GroupID] = true
	}
}
