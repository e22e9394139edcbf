package chat_test

import (
	"errors"
	"fmt"
	"slices"
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

func TestValidateNumber(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, max int
		want   []string
	}{
		{0, 300, []string{"ContactItem"}},
		{1, 300, nil}, {300, 300, nil}, {301, 300, []string{"ContactItem"}},
		{1, 1, nil}, {2, 1, []string{"ContactItem"}},
		{1000, 1000, nil}, {1001, 1000, []string{"ContactItem"}},
	} {
		if got := fields(t, many(test.n).Validate(test.max)); !slices.Equal(got, test.want) {
			t.Errorf("%d of at most %d: faults %v, want %v", test.n, test.max, got, test.want)
		}
	}
}

func TestValidateTooManyIsTheOnlyFault(t *testing.T) {
	t.Parallel()
	in := &chat.SearchContactGroupInput{ContactItem: make([]chat.ContactItem, 301)}
	err := in.Validate(300)
	if got := fields(t, err); !slices.Equal(got, []string{"ContactItem"}) {
		t.Errorf("faults %v", got)
	}
	if want := "invalid input: ContactItem: 301 conversations; at most 300 in a request"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
}

func TestValidateTellsEveryFaultInOrder(t *testing.T) {
	t.Parallel()
	in := &chat.SearchContactGroupInput{ContactItem: []chat.ContactItem{{Type: 9}, {Type: 1, ToGroupID: "g"}, {Type: 1, ToAccount: "fine"}, {Type: 2}}}
	want := []string{"From_Account", "ContactItem[0].Type", "ContactItem[1].To_Account", "ContactItem[1].ToGroupId", "ContactItem[3].ToGroupId"}
	if got := fields(t, in.Validate(300)); !slices.Equal(got, want) {
		t.Errorf("faults %v, want %v", got, want)
	}
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
