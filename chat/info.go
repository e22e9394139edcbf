package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxInfo is how much of an ErrorInfo is kept, in bytes.
	maxInfo = 512
	// maxWord is the longest run of a UserSig's characters that is kept. The
	// shortest UserSig is more than twice as long, and has its signature at the
	// end; a secret key is 64 long.
	maxWord = 63
	hidden  = "[hidden]"
)

// cleanInfo makes an ErrorInfo fit for answers and logs: of at most 512 bytes of
// UTF-8 without control characters, and without a secret that Chat, or what
// stands before it, quotes from the request.
func cleanInfo(info string, sent credentials) string {
	for _, secret := range []string{sent.query, escape(sent.userSig), sent.userSig} {
		if secret != "" {
			info = strings.ReplaceAll(info, secret, hidden)
		}
	}
	info = hideLongWords(strings.ToValidUTF8(info, "\uFFFD"))
	info = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, info)
	return truncate(info, maxInfo)
}

// hideLongWords hides what could be a signature or a key, whole or cut short.
func hideLongWords(text string) string {
	var b strings.Builder
	for text != "" {
		n := wordLength(text)
		switch {
		case n > maxWord:
			b.WriteString(hidden)
		case n == 0:
			n = 1
			fallthrough
		default:
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// wordLength counts the characters of a UserSig, or of one escaped for a URL,
// that text begins with.
func wordLength(text string) int {
	n := strings.IndexFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("*-_%", r))
	})
	if n < 0 {
		return len(text)
	}
	return n
}

// truncate cuts text to at most n bytes, between two characters.
func truncate(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
