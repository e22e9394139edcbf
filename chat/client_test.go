package chat_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

//go:embed testdata/stack.txt
var pinnedStack string

func TestStackOrder(t *testing.T) {
	t.Parallel()
	if got := newClient(t, nil).Stack(); got != pinnedStack {
		t.Errorf("the stack is\n%s\nwant\n%s", got, pinnedStack)
	}
}

// wantOperationError checks what the package promises for every failure.
func wantOperationError(t *testing.T, err error) {
	t.Helper()
	operation, ok := err.(*smithy.OperationError)
	if !ok || operation.ServiceID != "Chat" || operation.OperationName != "SearchContactGroup" {
		t.Errorf("%T, want an OperationError: %v", err, err)
	}
}

func TestFailureIsAnOperationError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		conversations int
		step          play
		want          string
	}{
		"invalid":                {0, ok(), "operation error Chat: SearchContactGroup, invalid input: ContactItem: must hold 1 to 1000 conversations"},
		"a code":                 {1, code(50002), "operation error Chat: SearchContactGroup, api error 50002: told 50002 (attempts: 1)"},
		"a status":               {1, answer(429, ""), "operation error Chat: SearchContactGroup, http status 429 (attempts: 1)"},
		"a code, in parts":       {301, answer(404, ""), "operation error Chat: SearchContactGroup, http status 404 (attempts: "},
		"invalid, in parts":      {1001, ok(), "operation error Chat: SearchContactGroup, invalid input: ContactItem: 1001 conversations; at most 1000 in a request"},
		"an answer that is none": {1, answer(200, ""), "operation error Chat: SearchContactGroup, deserialization failed, an answer that is not JSON (attempts: 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxConversations = newCanned(test.step), 1000 })
			_, err := client.SearchContactGroup(t.Context(), many(test.conversations))
			wantOperationError(t, err)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Count(err.Error(), "attempts:") > 1 {
				t.Errorf("%v\nwant %s", err, test.want)
			}
		})
	}
}

func TestNoInputIsAnEmptyOne(t *testing.T) {
	t.Parallel()
	for _, most := range []int{300, 1000} {
		client := newClient(t, func(o *chat.Options) { o.MaxConversations = most })
		_, err := client.SearchContactGroup(t.Context(), nil)
		if invalid, is := as[*chat.ValidationError](err); !is || len(invalid.Faults) != 2 {
			t.Errorf("%v", err)
		}
	}
}

// Buffers are reused, so an output must not refer to one.
func TestAnOutputIsItsOwn(t *testing.T) {
	t.Parallel()
	first := `{"ActionStatus":"OK","ErrorCode":0,"ContactResultItem":[{"Type":1,"To_Account":"user_0002","StandardMark":"1","CustomMark":"m","ContactGroupId":[1]}],"GroupItem":[{"GroupId":1,"GroupName":"g"}]}`
	client := newClient(t, func(o *chat.Options) {
		o.HTTPClient = newCanned(answer(200, first), answer(200, strings.Repeat(" ", len(first))), answer(500, strings.Repeat("x", len(first))))
		o.MaxAttempts = 1
	})
	out, err := client.SearchContactGroup(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprintf("%+v %s", out.ContactResultItem, *out.GroupItem[0].GroupName)
	for range 20 {
		if _, err := client.SearchContactGroup(t.Context(), sample()); err == nil {
			t.Fatal("no failure")
		}
	}
	if after := fmt.Sprintf("%+v %s", out.ContactResultItem, *out.GroupItem[0].GroupName); after != before {
		t.Errorf("%s became %s", before, after)
	}
}
