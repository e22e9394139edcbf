package compare

import (
	"bytes"
	"fmt"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"

	"chatmarks/scripts/local/platform"
)

// checkAnswer checks that a program did its work, because a program that fails fast must not win.
func checkAnswer(p program, payload []byte, failure *messages.InvokeResponse_Error, conversations int) error {
	if failure != nil {
		return fmt.Errorf("%s failed: %s", p.name, failure.Message)
	}
	response, err := platform.ParseResponse(payload)
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	marked := map[string]string{plain: `"StandardMark":"11111110"`, function: `"standardMark":"11111110"`}[p.name]
	if p.name == hello {
		conversations = 0
	}
	if got := bytes.Count(response.Body, []byte(marked)); response.StatusCode != 200 || marked != "" && got != conversations {
		return fmt.Errorf("%s answered %d with %d conversations, want %d: %.300s", p.name, response.StatusCode, got, conversations, response.Body)
	}
	return nil
}
