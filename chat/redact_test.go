package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"chatmarks/chat"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	const sig = "eJwtzEELgjAYxvHvsnPYu80tJ3QIi*g-_w__"
	const escaped = "eJwtzEELgjAYxvHvsnPYu80tJ3QIi%2Ag-_w__"
	const varied = "xNRhP4nQK7bV0LzYd5mTjG2sWc8fEoUaI6rHgB1kDvX9qJyMpCtSeAuZlFw3iO-_" // 64 characters
	const query = "sdkappid=1&identifier=administrator&usersig=" + escaped + "&random=7&contenttype=json"
	for name, test := range map[string]struct{ info, want string }{
		"plain":                          {"group is gone", "group is gone"},
		"empty":                          {"", ""},
		"the UserSig":                    {"bad sig " + sig + "!", "bad sig [hidden]!"},
		"the UserSig, escaped":           {"bad sig " + escaped + "!", "bad sig [hidden]!"},
		"a piece of another UserSig":     {"bad " + varied + "!", "bad [hidden]!"},
		"the same, escaped in lower":     {"bad " + varied[:50] + "%2a%2f%3d" + varied[50:] + "!", "bad [hidden]!"},
		"the whole query":                {"POST /x?" + query + " refused", "POST /x?[hidden] refused"},
		"all three":                      {query + " " + sig + " " + escaped, "[hidden] [hidden] [hidden]"},
		"a UserSig unpacked":             {`bad {"TLS.ver":"2.0","TLS.sig":"DGfB22nE="}`, "[hidden]"},
		"a key of 64":                    {"key " + strings.Repeat("0a", 32) + ".", "key [hidden]."},
		"a key that touches letters":     {"key_" + strings.Repeat("0a", 32) + "%0A.", "[hidden]."},
		"a word of 63":                   {strings.Repeat("z", 63), strings.Repeat("z", 63)},
		"control characters":             {"a\x00b\r\nc\x1b[31m\u0085d", "a b  c [31m d"},
		"not UTF-8":                      {"a\xff\xfeb", "a\uFFFDb"},
		"other letters":                  {"分组不存在", "分组不存在"},
		"512 bytes":                      {strings.Repeat("a.", 256), strings.Repeat("a.", 256)},
		"513 bytes":                      {strings.Repeat("a.", 256) + "b", strings.Repeat("a.", 256)},
		"a letter across the end":        {strings.Repeat("a.", 255) + "a分组", strings.Repeat("a.", 255) + "a"},
		"a secret across the end":        {strings.Repeat("a.", 250) + sig, strings.Repeat("a.", 250) + "[hidden]"},
		"a UserSig beyond the end":       {strings.Repeat("a.", 256) + sig, strings.Repeat("a.", 256)},
		"letters between the long words": {varied + "组" + varied, "[hidden]组[hidden]"},
		"a long word of one letter":      {strings.Repeat("x", 600), strings.Repeat("x", 512)},
		"a long word of an alphabet":     {strings.Repeat("abcdefghijklmnopqrstuvwxyz", 30), strings.Repeat("abcdefghijklmnopqrstuvwxyz", 30)[:512]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := chat.Redact(test.info, sig, query); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("a\x00\xff组", "eJx", "q=eJx")
	f.Fuzz(func(t *testing.T, info, userSig, query string) {
		if got := chat.Redact(info, "", ""); len(got) > 512 || !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\n\x7f") {
			t.Fatalf("%q", got)
		}
		got := chat.Redact(info, userSig, query)
		if len(userSig) > 63 && strings.Trim(userSig, "abcdefghijklmnopqrstuvwxyz") == "" && strings.Contains(got, userSig) {
			t.Fatalf("%q holds the UserSig", got)
		}
	})
}
