package handler

import (
	"testing"

	"chatmarks/chat"
)

func TestFinder(t *testing.T) {
	t.Parallel()
	result := func(id, mark string) chat.ContactResultItem {
		return chat.ContactResultItem{ContactItem: chat.ContactItem{Type: chat.TypeC2C, ToAccount: id}, StandardMark: mark}
	}
	results := []chat.ContactResultItem{result("a", "1"), result("b", "10"), result("b", "11"), result("c", "100")}
	for order, want := range map[string]string{
		"abc":    "1 10 100",
		"aabbcc": "1 1 10 10 100 100",
		"cba":    "100 10 1",
		"abab":   "1 10 1 10",
		"xaxc":   "- 1 - 100",
		"bxb":    "10 - 10",
		"":       "",
	} {
		f, got := finder{results: results}, ""
		for n, id := range order {
			if n > 0 {
				got += " "
			}
			if r := f.find(chat.ContactItem{Type: chat.TypeC2C, ToAccount: string(id)}); r != nil {
				got += r.StandardMark
			} else {
				got += "-"
			}
		}
		if got != want {
			t.Errorf("%q finds %q, not %q", order, got, want)
		}
	}
}
