package chat_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatmarks/chat"
)

func TestParseStandardMark(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []chat.Marks
	}{
		"empty":                            {"", nil},
		"zeros alone":                      {"0000", nil},
		"star is the right-most":           {"1", []chat.Marks{chat.MarkStar}},
		"the sample of the search page":    {"11111110", []chat.Marks{2, 4, 8, 16, 32, 64, 128}},
		"the same with a leading zero":     {"011111110", []chat.Marks{2, 4, 8, 16, 32, 64, 128}},
		"the sample of get_contact_group":  {"111001", []chat.Marks{chat.MarkStar, chat.MarkHide, 16, 32}},
		"bit 34, as real answers have had": {"1" + strings.Repeat("0", 34), []chat.Marks{1 << 34}},
		"the highest of 64":                {"1" + strings.Repeat("0", 63), []chat.Marks{1 << 63}},
		"both ends of 64":                  {"1" + strings.Repeat("0", 62) + "1", []chat.Marks{1, 1 << 63}},
		"64 zeros":                         {strings.Repeat("0", 64), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := chat.ParseStandardMark(test.text)
			if got := slices.Collect(m.Each()); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%v, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestParseStandardMarkRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"65 characters":             strings.Repeat("1", 65),
		"65 characters, all zeros":  strings.Repeat("0", 65),
		"another digit":             "012",
		"a space":                   " 1",
		"a sign":                    "+1",
		"a prefix":                  "0b1",
		"a full-width digit":        "\uff11",
		"what must not be repeated": "secret",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := chat.ParseStandardMark(text)
			if err == nil || m != 0 || strings.Contains(err.Error(), "secret") {
				t.Errorf("%b, %v", m, err)
			}
		})
	}
}

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
	for _, text := range []string{"", "1", "11111110", "011111110", "2", strings.Repeat("1", 64), strings.Repeat("0", 65)} {
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
