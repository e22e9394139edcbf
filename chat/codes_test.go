package chat_test

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"

	"chatmarks/chat"
)

//go:embed testdata/codes.txt
var pinnedCodes string

var classNames = map[string]chat.Class{
	"transient": chat.ClassTransient, "throttle": chat.ClassThrottle, "expired": chat.ClassExpired,
	"signature": chat.ClassSignature, "configuration": chat.ClassConfiguration, "input": chat.ClassInput,
	"notfound": chat.ClassNotFound, "request": chat.ClassRequest, "limit": chat.ClassLimit, "ambiguous": chat.ClassAmbiguous,
}

func pinned(t *testing.T) map[int]chat.Class {
	t.Helper()
	all := map[int]chat.Class{}
	for line := range strings.Lines(pinnedCodes) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		class, known := classNames[words[0]]
		if !known {
			t.Fatalf("unknown class %q", words[0])
		}
		for _, word := range words[1:] {
			code, err := strconv.Atoi(word)
			if _, twice := all[code]; err != nil || twice {
				t.Fatalf("%s: twice, or %v", word, err)
			}
			all[code] = class
		}
	}
	return all
}

func TestCodesHaveTheirClasses(t *testing.T) {
	t.Parallel()
	want := pinned(t)
	for code := -1; code < 100_000; code++ {
		if got := chat.ClassOf(code); got != want[code] {
			t.Errorf("%d: class %d, want %d", code, got, want[code])
		}
	}
}

func TestOnlyTransientCodesCanBeRetried(t *testing.T) {
	t.Parallel()
	for code, class := range pinned(t) {
		_, err := chat.New(chat.Options{SDKAppID: 1, SecretKey: "k", Region: chat.RegionChina, RetryCodes: []int{50004, code}})
		if (err == nil) != (class == chat.ClassTransient) {
			t.Errorf("%d: %v", code, err)
		}
	}
}
