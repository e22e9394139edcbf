package contract

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

var userWithNothing = chattest.User{}

// urlEvent is a Function URL event with a body as JSON text.
func urlEvent(body string, encoded bool) string {
	return fmt.Sprintf(`{"httpMethod":"POST","path":"/","headers":{"content-type":"application/json"},"queryString":{},"body":%s,"isBase64Encoded":%t}`, body, encoded)
}

// Section 2: "UTF-8, at most 256 KiB once base64 is decoded"; section 4:
// "not JSON, broken base64, not UTF-8".
func TestBodyEncodings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	b64 := func(body string) string { return `"` + base64.StdEncoding.EncodeToString([]byte(body)) + `"` }
	invalid := `{"From_Account":"` + "\xff" + `","ContactItem":[` + good + `]}`
	for sentence, row := range map[string]struct {
		event  string
		status int
		code   string
	}{
		"base64 is decoded":                    {urlEvent(b64(sampleBody), true), 200, ""},
		"exactly 256 KiB, once decoded":        {urlEvent(b64(padded(sampleBody, 256<<10)), true), 200, ""},
		"a byte over 256 KiB, once decoded":    {urlEvent(b64(padded(sampleBody, 256<<10+1)), true), 413, "RequestTooLarge"},
		"a megabyte, once decoded":             {urlEvent(b64(padded(sampleBody, 1<<20)), true), 413, "RequestTooLarge"},
		"broken base64":                        {urlEvent(`"!!!!"`, true), 400, "MalformedRequest"},
		"base64 that ends in the middle":       {urlEvent(`"eyJ"`, true), 400, "MalformedRequest"},
		"base64 that was not announced":        {urlEvent(b64(sampleBody), false), 400, "MalformedRequest"},
		"not UTF-8, in base64":                 {urlEvent(b64(invalid), true), 400, "MalformedRequest"},
		"not UTF-8, bare":                      {urlEvent(`"`+strings.ReplaceAll(invalid, `"`, `\"`)+`"`, false), 400, "MalformedRequest"},
		"half a surrogate pair":                {urlEvent(`"{\"From_Account\":\"\\ud800\",\"ContactItem\":[]}"`, false), 400, ""},
		"a byte order mark":                    {urlEvent(`"\ufeff`+strings.ReplaceAll(sampleBody, `"`, `\"`)+`"`, false), 400, "MalformedRequest"},
		"no body":                              {urlEvent(`""`, false), 400, "MalformedRequest"},
		"a null body":                          {urlEvent(`null`, false), 400, "MalformedRequest"},
		"NUL bytes":                            {urlEvent(`"\u0000\u0000\u0000"`, false), 400, "MalformedRequest"},
		"NUL bytes after the object":           {urlEvent(`"`+strings.ReplaceAll(sampleBody, `"`, `\"`)+`\u0000"`, false), 400, "MalformedRequest"},
		"deep nesting":                         {urlEvent(`"`+strings.Repeat("[", 100_000)+`"`, false), 400, "MalformedRequest"},
		"100,000 items, over 256 KiB":          {urlEvent(`"{\"ContactItem\":[`+strings.Repeat("{},", 100_000)+`{}]}"`, false), 413, "RequestTooLarge"},
		"100,000 items, under 256 KiB":         {urlEvent(`"{\"ContactItem\":[`+strings.Repeat("1,", 100_000)+`1]}"`, false), 400, "InvalidParameter"},
		"deep nesting of a known name's value": {urlEvent(`"{\"From_Account\":`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+`,\"ContactItem\":[]}"`, false), 400, "InvalidParameter"},
	} {
		t.Run(sentence, func(t *testing.T) {
			w := w.with(t)
			a := w.event(row.event)
			r := a.reply(t)
			if a.status != row.status {
				t.Errorf("%v, not %d", a, row.status)
			}
			if row.code != "" && (r.Error == nil || r.Error.Code != row.code) {
				t.Errorf("%v, not %s", a, row.code)
			}
			w.works()
		})
	}
}
