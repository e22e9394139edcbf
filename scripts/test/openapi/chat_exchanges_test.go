package openapi_test

import (
	"testing"

	"chatmarks/handler"
)

// chatOutcomes says what the function makes of what Chat does.
var chatOutcomes = []struct {
	code    handler.Code
	status  int
	scripts []string
}{
	{handler.CodeInvalidParameter, 400, []string{"50002"}},
	{handler.CodeResourceNotFound, 404, []string{"50001", "70107", "51007"}},
	{handler.CodeLimitExceeded, 409, []string{"51008"}},
	{handler.CodeRequestLimitExceeded, 429, []string{"60007", "60011", "60018", "60019", "60022", "http429", "http429+retry-after=7"}},
	{handler.CodeConfigurationError, 500, []string{"50003", "60004", "60006", "60010", "60021", "70003", "70009", "70016", "70020", "70050", "70001*2", "70052*2"}},
	{handler.CodeFailedOperation, 502, []string{"51006", "60002", "60009", "99999", "http404", "redirect", "garbage", "html", "empty", "undocumented", "big"}},
	{handler.CodeServiceUnavailable, 503, []string{"50004", "50005", "60008", "60014", "70169", "70202", "70500",
		"http500", "http502", "http503", "http504", "http503+retry-after=9", "reset*2", "eof*2", "truncate", "chunkcut"}},
}

func chatExchanges() (all []exchange) {
	for _, o := range chatOutcomes {
		for _, script := range o.scripts {
			e := exchange{name: "Chat: " + script, world: open, script: script, body: simple, status: o.status, code: o.code}
			switch script {
			case "http429+retry-after=7":
				e.check = retryAfter("7")
			case "http503+retry-after=9":
				e.check = retryAfter("9")
			}
			all = append(all, e)
		}
	}
	return all
}

func retryAfter(want string) func(*testing.T, *answer) {
	return func(t *testing.T, a *answer) {
		if got := a.header.Get("Retry-After"); got != want {
			t.Errorf("Retry-After %q, want %s", got, want)
		}
	}
}
