package contract

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// given records everything that the function writes, in every test.
var given recorder

// Every secret of the tests contains one of these words, so that a piece of it is also
// found.
const (
	keyWord   = "plantedkey"
	tokenWord = "plantedtoken"
	queryWord = "plantedquery"
)

// words are the texts that show a leak: the planted words, and the parameters of the
// signed query with the start of a value.
var words = func() []string {
	all := []string{keyWord, tokenWord, queryWord}
	for _, name := range []string{"sdkappid", "usersig", "identifier", "random", "contenttype"} {
		all = append(all, name+"=", name+"%3D", name+"%3d", name+`\u003d`)
	}
	return all
}()

// userSigs are the possible beginnings of a UserSig: a zlib header in base64.
var userSigs = []string{"eA", "eF", "eJ", "eN"}

// leaks returns the start and end of each secret in a text.
func leaks(text []byte) (places [][2]int) {
	for _, word := range words {
		each(text, word, func(from, to int) {
			if !strings.HasSuffix(word, "=") || sigLength(text[to:]) > 0 { // the value may be redacted
				places = append(places, [2]int{from, to})
			}
		})
	}
	const short = 16 // an ordinary word may begin like this, but is shorter
	for _, start := range userSigs {
		each(text, start, func(from, to int) {
			if n := sigLength(text[to:]); n >= short {
				places = append(places, [2]int{from, to + n})
			}
		})
	}
	return places
}

func each(text []byte, word string, found func(from, to int)) {
	for at := 0; ; {
		n := bytes.Index(text[at:], []byte(word))
		if n < 0 {
			return
		}
		found(at+n, at+n+len(word))
		at += n + len(word)
	}
}

// sigLength counts the leading characters of text that can be part of a UserSig, plain or
// escaped for a URL.
func sigLength(text []byte) (n int) {
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || text[n] >= 'A' && text[n] <= 'Z' || text[n] >= 'a' && text[n] <= 'z' || strings.IndexByte("*-_%", text[n]) >= 0) {
		n++
	}
	return n
}

// maxLeaks is how many leaks a failure shows.
const maxLeaks = 10

// recorder collects the leaks in all texts, each with its source.
type recorder struct {
	mu    sync.Mutex
	found []string
	texts int
}

// keep searches a text. The leaks are reported at the end, with the text around them.
func (r *recorder) keep(where string, text []byte) {
	places := leaks(text)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts++
	for _, at := range places {
		from, to := max(0, at[0]-80), min(len(text), at[1]+20)
		r.found = append(r.found, fmt.Sprintf("%s: …%q…", where, text[from:to]))
	}
}

func (r *recorder) leaks() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.found) > maxLeaks {
		return append(r.found[:maxLeaks:maxLeaks], fmt.Sprintf("and %d more", len(r.found)-maxLeaks))
	}
	return r.found
}

// recorded passes lines on and records them.
func recorded(where string, to io.Writer) io.Writer { return lineRecorder{where, to} }

type lineRecorder struct {
	where string
	to    io.Writer
}

func (w lineRecorder) Write(p []byte) (int, error) {
	given.keep(w.where, p)
	return w.to.Write(p)
}

// That a search finds nothing proves something only if it can find a secret.
func TestRecorderFindsEverySecret(t *testing.T) {
	t.Parallel()
	userSig, err := tencentyun.GenUserSig(1400000001, keyWord, "user_0001", 60)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"a key":                  "CHAT_SECRET_KEY: " + secretKey(1) + " is bad",
		"a token":                `{"error":"` + token(1) + `"}`,
		"a UserSig":              `{"message":"` + userSig + `"}`,
		"the start of a UserSig": userSig[:20],
		"a UserSig in a URL":     strings.ReplaceAll(userSig, "*", "%2A"),
		"a URL":                  `Post "http://127.0.0.1/v4?contenttype=json": EOF`,
		"a caller's query":       "path=/?x=" + queryWord,
	} {
		r := recorder{}
		r.keep(what, []byte(text))
		if len(r.leaks()) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
	r := recorder{}
	r.keep("an answer", []byte(`{"requestID":"b0c6","WWW-Authenticate":"UserSig realm=\"chat\"","updatedAt":"2026-04-03T11:50:00Z"}`))
	if found := r.leaks(); found != nil {
		t.Errorf("found where there is none: %v", found)
	}
}
