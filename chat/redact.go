package chat

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxInfo limits an ErrorInfo, in bytes.
	maxInfo = 512
	// A longer run of a UserSig's characters than maxWord is hidden if it has at least
	// minDifferent different characters. 64 characters of a signature have about 40; the
	// alphabet has 26 letters. The shortest UserSig is more than twice as long as maxWord
	// and ends with its signature.
	maxWord      = 63
	minDifferent = 28
	hidden       = "[hidden]"
)

// secretKey matches a secret key, whatever it touches.
var secretKey = regexp.MustCompile(`[0-9A-Fa-f]{64}`)

// redact makes an ErrorInfo safe for answers and logs. The result is at most 512 bytes
// of UTF-8, without control characters and without a secret that Chat, or a proxy in
// front of it, quotes from the request.
func redact(info string, sent credentials) string {
	if strings.Contains(info, "TLS.sig") {
		return hidden // an unpacked UserSig, which can be packed again
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

// hideSecrets hides words that could be a signature or a key, complete or truncated.
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
	if secretKey.MatchString(word) {
		return true
	}
	different := map[rune]bool{}
	for _, r := range word {
		different[r] = true
	}
	return len(different) >= minDifferent
}

// wordLength returns the length of the longest prefix of text that consists of the
// characters of a UserSig, escaped for a URL or not.
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
