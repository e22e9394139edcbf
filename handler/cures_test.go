package handler

import (
	"strings"
	"testing"

	"chatmarks/chat"
)

// A code that a person must act on says how, and no other one does.
func TestCodesHaveCures(t *testing.T) {
	t.Parallel()
	for code := range 100_000 {
		class := chat.ClassOf(code)
		needed := class == chat.ClassExpired || class == chat.ClassSignature || class == chat.ClassConfiguration
		if known := !strings.HasPrefix(cure(code), "see "); known != needed {
			t.Errorf("%d: %q", code, cure(code))
		}
	}
	for _, code := range []int{70016, 70020} {
		if !strings.Contains(cure(code), "CHAT_REGION") {
			t.Errorf("%d: %q does not name the region", code, cure(code))
		}
	}
}
