package event

import (
	"strings"
	"testing"
)

func TestMembersOfAnEvent(t *testing.T) {
	t.Parallel()
	for object, want := range map[string]string{
		`{}`:                            "",
		`{"body":1}`:                    "1",
		`{"body":1,"other":2,"body":3}`: "3",
		`{"bo\u0064y":"x"}`:             `"x"`,
		`{"BODY":1}`:                    "",
		`{"other":{"body":1}}`:          "",
		`{"body":1,"other":`:            "1",
		`{"body":[}`:                    "null",
	} {
		if m, _ := readMembers([]byte(object)); string(m["body"]) != want {
			t.Errorf("%s: %s", object, m["body"])
		}
	}
}

// Unknown and repeated names need no memory.
func TestMembersNeedLittleMemory(t *testing.T) {
	event := []byte(`{` + strings.Repeat(`"other":0,`, 100_000) + strings.Repeat(`"body":0,`, 100_000) + `"path":"/"}`)
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if m, ok := readMembers(event); !ok || len(m) != 2 {
				b.Fatal(m, ok)
			}
		}
	})
	if n := r.AllocedBytesPerOp(); n > 10<<10 {
		t.Errorf("%d bytes for %d", n, len(event))
	}
}
