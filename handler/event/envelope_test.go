package event

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzAppendQuoted checks that quoting and unquoting returns the same body.
func FuzzAppendQuoted(f *testing.F) {
	f.Add("user_0001", "plain")
	f.Add(`quote " and \ backslash`, "\x00\x1f\x7f\u2028é\xff</script>")
	f.Fuzz(func(t *testing.T, name, mark string) {
		body := []byte(`{"fromAccount":`)
		body, _ = jsontext.AppendQuote(body, name)
		body = append(body, `,"customMark":`...)
		body, _ = jsontext.AppendQuote(body, mark)
		body = append(body, '}')
		quoted := appendQuoted(nil, body)
		content, err := jsontext.AppendUnquote(nil, quoted)
		if err != nil || string(content) != string(body) {
			t.Errorf("%s became %s (%v)", body, content, err)
		}
	})
}
