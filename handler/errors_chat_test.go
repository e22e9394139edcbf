package handler_test

import (
	"fmt"
	"strings"
	"testing"
)

// ofChat maps the codes of answers to the codes of Chat that cause them.
var ofChat = map[string][]int{
	"InvalidParameter":     {50002},
	"ResourceNotFound":     {50001, 70107, 51007},
	"LimitExceeded":        {51008},
	"RequestLimitExceeded": {60007, 60011, 60018, 60019, 60022},
	"ConfigurationError": {
		50003, 51013, 60004, 60005, 60006, 60010, 60012, 60016, 60017, 60020, 60021, 70001, 70002, 70003, 70005, 70009, 70013, 70014,
		70016, 70020, 70032, 70050, 70051, 70052, 70114, 70346, 70398, 70403, 70404, 71000, 72000, 72001, 72012, 80005,
	},
	"FailedOperation": {
		51006, 51009, 51010, 51011, 51012, 60002, 60003, 60009, 60013, 60015, 70206, 70402, 10010, 99999, 1, -1,
	},
	"ServiceUnavailable": {50004, 50005, 60008, 60014, 70169, 70202, 70500},
}

func TestErrorOfEachCodeOfChat(t *testing.T) {
	t.Parallel()
	for code, codes := range ofChat {
		for _, number := range codes {
			f := newCanned(t, refusing(number, "told by Chat"), "CHAT_MAX_ATTEMPTS", "1")
			got := expectRow(t, f.post(sample), code)
			want := outcome{ErrorCode: number, ErrorInfo: "told by Chat", Attempts: 1}
			if number == 70001 || number == 70052 {
				want.Attempts = 2 // the second is re-signed
			}
			if code == "ConfigurationError" {
				want.ErrorInfo = ""
			}
			if got.Error.Chat == nil || *got.Error.Chat != want {
				t.Errorf("%d: chat %+v, not %+v", number, got.Error.Chat, want)
			}
			if line := f.log.one(t); line["chatCode"] != float64(number) || line["attempts"] != float64(want.Attempts) || line["code"] != code {
				t.Errorf("%d: the log says %v", number, line)
			}
		}
	}
}

func TestErrorConfigurationIsSilent(t *testing.T) {
	t.Parallel()
	cures := map[int]string{70016: "CHAT_REGION", 70020: "CHAT_REGION", 70009: "CHAT_SECRET_KEY", 60010: "CHAT_ADMIN", 50003: "CHAT_ADMIN", 70001: "clock", 60006: "CHAT_SDKAPPID"}
	bodies := map[string]bool{}
	for code, cure := range cures {
		f := newCanned(t, refusing(code, "some info"))
		got := f.post(sample).failure(t)
		bodies[got.Error.Message] = true
		if cause := fmt.Sprint(f.log.one(t)["cause"]); !strings.Contains(cause, cure) {
			t.Errorf("%d: the log does not name %s: %s", code, cure, cause)
		}
	}
	f := newCanned(t, unreachable(t), "CHAT_REGION", "mars")
	bodies[f.post(sample).failure(t).Error.Message] = true
	if len(bodies) != 1 {
		t.Errorf("several messages: %v", bodies)
	}
}
