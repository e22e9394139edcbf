package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxInfo is how much of an ErrorInfo is kept, in bytes.
	maxInfo = 512
	// maxWord is the longest run of a UserSig's characters that is kept, where it
	// has as many different ones as a signature: 64 of one have 40 or so, and the
	// letters of the alphabet are 26. The shortest UserSig is more than twice as
	// long, and has its signature at the end.
	maxWord      = 63
	minDifferent = 28
	// keyLength is that of a secret key, in hexadecimal digits.
	keyLength = 64
	hidden    = "[hidden]"
)

// redact makes an ErrorInfo fit for answers and logs: of at most 512 bytes of
// UTF-8 without control characters, and without a secret that Chat, or what
// precedes it, quotes from the request.
func redact(info string, sent credentials) string {
	if strings.Contains(info, "TLS.sig") {
		return hidden // a UserSig unpacked: it can be packed again
	}
	for _, secret := range []string{sent.query, escape(sent.userSig), sent.userSig} {
		if secret != "" {
			info = strings.ReplaceAll(info, secret, hidden)
		}
	}
	info = hideSecrets(strings.ToValidUTF8(info, "\uFFFD"))
	info = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, info)
	return truncate(info, maxInfo)
}

// hideSecrets hides what could be a signature or a key, whole or cut short.
func hideSecrets(text string) string {
	var b strings.Builder
	for text != "" {
		n := max(1, wordLength(text))
		if word := text[:n]; couldBeSecret(word) {
			b.WriteString(hidden)
		} else {
			b.WriteString(word)
		}
		text = text[n:]
	}
	return b.String()
}

func couldBeSecret(word string) bool {
	if len(word) <= maxWord {
		return false
	}
	if len(word) == keyLength && strings.Trim(word, "0123456789abcdefABCDEF") == "" {
		return true
	}
	different := map[rune]bool{}
	for _, r := range word {
		different[r] = true
	}
	return len(different) >= minDifferent
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
