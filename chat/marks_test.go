package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat"
)

func TestMarksHas(t *testing.T) {
	t.Parallel()
	m := chat.MarkStar | chat.MarkFold
	for other, want := range map[chat.Marks]bool{
		0: true, chat.MarkStar: true, chat.MarkFold: true, m: true,
		chat.MarkUnread: false, chat.MarkStar | chat.MarkHide: false,
	} {
		if m.Has(other) != want {
			t.Errorf("Has(%b) = %v", other, !want)
		}
	}
}

func TestEachStops(t *testing.T) {
	t.Parallel()
	for mark := range chat.Marks(0b110).Each() {
		if mark != 2 {
			t.Fatalf("%d came first", mark)
		}
		break
	}
}

// FuzzParseStandardMark compares with the algorithm of the web SDK's decoder: from the
// end, it adds 2^(len-1-i) for every 1 at index i.
func FuzzParseStandardMark(f *testing.F) {
	for _, text := range []string{"", "1", "11111110", "011111110", "2", " 1", "+1", "0b1", "\uff11", strings.Repeat("1", 64), strings.Repeat("0", 65)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := chat.ParseStandardMark(text)
		if valid := len(text) <= 64 && strings.Trim(text, "01") == ""; valid != (err == nil) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			return
		}
		var naive, sum chat.Marks
		for i := len(text) - 1; i >= 0; i-- {
			if text[i] == '1' {
				naive += chat.Marks(1) << (len(text) - 1 - i)
			}
		}
		for mark := range m.Each() {
			sum += mark
		}
		if m != naive || sum != m {
			t.Fatalf("%q: %b, want %b, sum of each %b", text, m, naive, sum)
		}
		if again, err := chat.ParseStandardMark(fmt.Sprintf("%b", m)); err != nil || again != m {
			t.Fatalf("%q: %b again, %v", text, again, err)
		}
	})
}
