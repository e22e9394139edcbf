package handler

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// Whatever an answer holds, it comes out of its envelope as it went in.
func FuzzAppendQuotedJSON(f *testing.F) {
	f.Add("user_0001", "plain")
	f.Add(`quote " and \ backslash`, "\x00\x1f\x7f\u2028é\xff</script>")
	f.Fuzz(func(t *testing.T, name, mark string) {
		in := &chat.SearchContactGroupInput{FromAccount: name, ContactItem: []chat.ContactItem{{Type: chat.TypeC2C, ToAccount: name}}}
		out := &chat.SearchContactGroupOutput{ContactResultItem: []chat.ContactResultItem{
			{ContactItem: in.ContactItem[0], CustomMark: mark, Timestamp: time.Unix(1, 0).UTC()},
		}}
		body, err := appendAnswer(nil, "r", in, out)
		if err != nil {
			t.Skip() // too long
		}
		quoted := appendQuotedJSON(nil, body)
		content, err := jsontext.AppendUnquote(nil, quoted)
		if err != nil || string(content) != string(body) {
			t.Errorf("%s became %s (%v)", body, content, err)
		}
	})
}
