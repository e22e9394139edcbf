package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func TestLayout(t *testing.T) {
	t.Parallel()
	const long = `{"z":{"first":"a text that is long enough to fill a line","second":"and another one that is as long as the first one"},` +
		`"a":[1,2,{"k":"<v>"}],"none":[],"empty":{}}`
	tests := map[string]struct{ text, want string }{
		"fits on a line":    {`{"b":1,"a":[true,null]}`, `  {"b": 1, "a": [true, null]}`},
		"a string":          {`"text"`, `  "text"`},
		"not JSON":          {`oops`, `  oops`},
		"an odd key":        {`{"a\"<b":1}`, `  {"a\"<b": 1}`},
		"too long for that": {long, tooLong},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := layout([]byte(test.text)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

const tooLong = `  {
    "z": {
      "first": "a text that is long enough to fill a line",
      "second": "and another one that is as long as the first one"
    },
    "a": [1, 2, {"k": "<v>"}], "none": [], "empty": {}
  }`

func TestCompactLog(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ line, want string }{
		"a log line": {
			`{"time":"2026-11-02T00:00:00Z","level":"INFO","msg":"one call","requestID":"b0c6","status":200,"reason":"two words"}`,
			`INFO one call requestID=b0c6 status=200 reason="two words"`,
		},
		"not JSON":     {"panic: oops", "panic: oops"},
		"broken JSON":  {`{"a":1`, `{"a":1`},
		"not a record": {`[1]`, `[1]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := compactLog(test.line); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestGood(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want bool
	}{
		"an answer":               {`{"conversations":[]}`, true},
		"an error":                {`{"error":{"code":"InternalError"}}`, false},
		"results":                 {`{"results":[{"groups":[]},{"groups":[]}]}`, true},
		"no results":              {`{"results":[]}`, true},
		"results with one error":  {`{"results":[{"groups":[]},{"error":{}}]}`, false},
		"something else than one": {`oops`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := good([]byte(test.body)); got != test.want {
				t.Errorf("%t, want %t", got, test.want)
			}
		})
	}
}

// FuzzLayout checks that layout changes only white space.
func FuzzLayout(f *testing.F) {
	f.Add([]byte(tooLong))
	f.Add([]byte(`{"a":{"":[]},"a":"<"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var before, after bytes.Buffer
		if json.Compact(&before, text) != nil {
			return
		}
		if err := json.Compact(&after, []byte(layout(text))); err != nil {
			t.Fatal(err)
		}
		if !sameKeys(before.Bytes(), after.Bytes()) {
			t.Errorf("%s became %s", &before, &after)
		}
	})
}

// sameKeys compares texts in which a key may be escaped in different ways.
func sameKeys(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
