package contract

import (
	"fmt"
	"strings"
	"testing"
)

func one(item string) string { return `{"From_Account":"user_0001","ContactItem":[` + item + `]}` }

func from(account string) string {
	return `{"From_Account":` + account + `,"ContactItem":[{"Type":1,"To_Account":"user_0002"}]}`
}

const good = `{"Type":1,"To_Account":"user_0002"}`

var long33 = strings.Repeat("u", 33)

// padded has white space before its last byte, up to a length.
func padded(body string, length int) string {
	return body[:len(body)-1] + strings.Repeat(" ", length-len(body)) + "}"
}

// "up to 100; a last entry says how many more."
func TestDetailsEndAtAHundred(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for broken, more := range map[int]int{99: 0, 100: 0, 101: 1, 250: 150} {
		items := strings.Repeat(`{"Type":1},`, broken) + good
		f := w.invoke(one(items)).Error
		if f == nil {
			t.Fatal("answered")
		}
		if more == 0 {
			if len(f.Details) != broken {
				t.Errorf("%d details of %d", len(f.Details), broken)
			}
			continue
		}
		last := f.Details[len(f.Details)-1]
		if len(f.Details) != 101 || !strings.Contains(last.Reason, fmt.Sprint(more)) {
			t.Errorf("%d broken rules: %d details, the last %+v; not 101 with a last that says %d more", broken, len(f.Details), last, more)
		}
	}
}
