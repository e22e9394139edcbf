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

// FuzzDecodeAnswer: any body gives an output or a typed error, never both; what
// an output holds agrees with itself; no error but Chat's own quotes the body.
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
		if err == nil {
			checkOutput(t, out)
			return
		}
		if out != nil {
			t.Fatalf("an output, and %v", err)
		}
		if api, ok := err.(*chat.APIError); ok {
			if api.Code == 0 {
				t.Fatal("an APIError with code 0")
			}
			return
		}
		if _, ok := err.(*smithy.DeserializationError); !ok || strings.Contains(err.Error(), planted) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}

func checkOutput(t *testing.T, out *chat.SearchContactGroupOutput) {
	t.Helper()
	for _, r := range out.ContactResultItem {
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
	for _, g := range out.GroupItem {
		if seen[g.GroupID] {
			t.Fatalf("group %d twice", g.GroupID)
		}
		seen[g.GroupID] = true
	}
}
