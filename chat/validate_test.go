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

func TestValidateFromAccount(t *testing.T) {
	t.Parallel()
	item := []chat.ContactItem{{Type: chat.TypeC2C, ToAccount: "b"}}
	for name, test := range accounts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &chat.SearchContactGroupInput{FromAccount: test.id, ContactItem: item}
			got := fields(t, in.Validate(300))
			if want := faultIf(!test.ok, "From_Account"); !slices.Equal(got, want) {
				t.Errorf("faults %v, want %v", got, want)
			}
		})
	}
}

var accounts = map[string]struct {
	id string
	ok bool
}{
	"one byte":                       {"a", true},
	"32 bytes":                       {strings.Repeat("a", 32), true},
	"33 bytes":                       {strings.Repeat("a", 33), false},
	"empty":                          {"", false},
	"the first printable one, space": {" ", true},
	"the last printable one, tilde":  {"~", true},
	"every kind of punctuation":      {`a b+c&d=e/"\%`, true},
	"a control character":            {"a\x1fb", false},
	"a control character first":      {"\x1fb", false},
	"a line break":                   {"a\nb", false},
	"a zero byte":                    {"a\x00", false},
	"DEL":                            {"a\x7f", false},
	"non-ASCII":                      {"ü", false},
	"not UTF-8":                      {"a\xff", false},
	"16 letters of two bytes":        {strings.Repeat("ü", 16), false},
}

func faultIf(bad bool, fields ...string) []string {
	if bad {
		return fields
	}
	return nil
}

func TestValidateItem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		item chat.ContactItem
		want []string
	}{
		"a one-to-one conversation":         {chat.ContactItem{Type: 1, ToAccount: "b"}, nil},
		"a conversation with oneself":       {chat.ContactItem{Type: 1, ToAccount: "a"}, nil},
		"an account of 32 bytes":            {chat.ContactItem{Type: 1, ToAccount: strings.Repeat("b", 32)}, nil},
		"an account of 33 bytes":            {chat.ContactItem{Type: 1, ToAccount: strings.Repeat("b", 33)}, []string{"To_Account"}},
		"an account of other letters":       {chat.ContactItem{Type: 1, ToAccount: "b\u00e9"}, []string{"To_Account"}},
		"Type 1 without an account":         {chat.ContactItem{Type: 1}, []string{"To_Account"}},
		"Type 1 with both":                  {chat.ContactItem{Type: 1, ToAccount: "b", ToGroupID: "g"}, []string{"ToGroupId"}},
		"Type 1 with the other one":         {chat.ContactItem{Type: 1, ToGroupID: "g"}, []string{"To_Account", "ToGroupId"}},
		"a group":                           {chat.ContactItem{Type: 2, ToGroupID: "@TGS#1B2AUI7RZ"}, nil},
		"a group of 48 bytes":               {chat.ContactItem{Type: 2, ToGroupID: strings.Repeat("g", 48)}, nil},
		"a group of 49 bytes":               {chat.ContactItem{Type: 2, ToGroupID: strings.Repeat("g", 49)}, []string{"ToGroupId"}},
		"a topic of 96 bytes":               {chat.ContactItem{Type: 2, ToGroupID: "@TGS#_" + strings.Repeat("g", 90)}, nil},
		"a topic of 97 bytes":               {chat.ContactItem{Type: 2, ToGroupID: "@TGS#_" + strings.Repeat("g", 91)}, []string{"ToGroupId"}},
		"49 bytes that begin as groups do":  {chat.ContactItem{Type: 2, ToGroupID: "@TGS#" + strings.Repeat("g", 44)}, []string{"ToGroupId"}},
		"49 bytes with the prefix in lower": {chat.ContactItem{Type: 2, ToGroupID: "@tgs#_" + strings.Repeat("g", 43)}, []string{"ToGroupId"}},
		"a group with a tab":                {chat.ContactItem{Type: 2, ToGroupID: "g\t"}, []string{"ToGroupId"}},
		"Type 2 without a group":            {chat.ContactItem{Type: 2}, []string{"ToGroupId"}},
		"Type 2 with both":                  {chat.ContactItem{Type: 2, ToAccount: "b", ToGroupID: "g"}, []string{"To_Account"}},
		"no Type":                           {chat.ContactItem{ToAccount: "b"}, []string{"Type"}},
		"Type 3":                            {chat.ContactItem{Type: 3, ToAccount: "b"}, []string{"Type"}},
		"a negative Type":                   {chat.ContactItem{Type: -1, ToGroupID: "g"}, []string{"Type"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &chat.SearchContactGroupInput{FromAccount: "a", ContactItem: []chat.ContactItem{{Type: 1, ToAccount: "first"}, test.item}}
			var want []string
			for _, field := range test.want {
				want = append(want, "ContactItem[1]."+field)
			}
			if got := fields(t, in.Validate(300)); !slices.Equal(got, want) {
				t.Errorf("faults %v, want %v", got, want)
			}
		})
	}
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
