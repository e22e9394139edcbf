package handler

import (
	"strings"
	"testing"

	"chatmarks/chat"
)

// Exactly the codes that the operator can correct have a cure.
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
