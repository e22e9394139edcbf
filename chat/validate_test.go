package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat"
)

func as[T error](err error) (T, bool) { return errors.AsType[T](err) }

// fields returns the fields of the faults of err.
func fields(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	invalid, ok := as[*chat.ValidationError](err)
	if !ok {
		t.Fatalf("%T, want a ValidationError: %v", err, err)
	}
	var all []string
	for _, f := range invalid.Faults {
		all = append(all, f.Field)
		if f.Reason == "" {
			t.Errorf("%s: no reason", f.Field)
		}
	}
	return all
}

func TestValidateQuotesNoValue(t *testing.T) {
	t.Parallel()
	in := &chat.SearchContactGroupInput{FromAccount: "private\x01", ContactItem: []chat.ContactItem{{Type: 1, ToAccount: "private\x02", ToGroupID: "private"}}}
	if err := in.Validate(300); strings.Contains(err.Error(), "private") {
		t.Error(err)
	}
}

// An invalid input is never sent, whatever its size.
func TestInvalidInputIsNotSent(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 301, 1001} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			network := newCanned(ok())
			client := newClient(t, func(o *chat.Options) { o.HTTPClient = network })
			_, err := client.SearchContactGroup(t.Context(), many(n))
			fields(t, err)
			wantOperationError(t, err)
			if attempts(err) != 0 || len(network.requests()) != 0 {
				t.Errorf("%d requests: %v", len(network.requests()), err)
			}
		})
	}
}
