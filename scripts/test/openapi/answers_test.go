package openapi_test

import (
	"encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat/chattest"
)

// TestAnswers holds every answer of the built function against the file, and
// the file against the answers.
func TestAnswers(t *testing.T) {
	t.Parallel()
	d, all := load(t), exchanges(t)
	var seen coverage
	t.Run("over", func(t *testing.T) {
		for _, way := range ways {
			for _, w := range way.worlds {
				t.Run(way.name+"/"+w.name, func(t *testing.T) {
					t.Parallel()
					chat := newChat(t)
					f := way.start(t, w, chat)
					for _, e := range all {
						if e.world == w && e.unlike != way.name {
							t.Run(e.name, func(t *testing.T) { e.hold(t, d, &seen, f, chat) })
						}
					}
				})
			}
		}
		t.Run("a client that is gone", func(t *testing.T) { goneClient(t, d, &seen) })
		t.Run("a panic", func(t *testing.T) { panicking(t, d, &seen) })
	})
	if !t.Failed() { // else what failed would be missing, too
		seen.compare(t, d)
	}
}

// hold runs an exchange, and compares its answer with what it must be and with
// the file.
func (e *exchange) hold(t *testing.T, d *document, seen *coverage, f function, chat *chattest.Server) {
	r, a := e.run(t, f, chat)
	if code := codeOf(a.body); a.status != e.status || code != string(e.code) {
		t.Errorf("got %d %s, want %d %s: %.300s", a.status, code, e.status, e.code, a.body)
	}
	name, err := d.judge(r.Method, r.URL.Path, a)
	if err != nil {
		t.Errorf("%v\nthe answer: %v %.300s", err, a.header, a.body)
	}
	seen.note(name)
	if e.check != nil {
		e.check(t, a)
	}
}

// codeOf is the code of an error, empty if the body is none.
func codeOf(body []byte) string {
	var parsed struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &parsed) // a body that is no JSON fails elsewhere
	return parsed.Error.Code
}

// compact is JSON without white space between its parts.
func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	value := jsontext.Value(text).Clone()
	if err := value.Compact(); err != nil {
		t.Fatal(err)
	}
	return value
}
