package chat_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

const (
	lastPage  = `"CompleteFlag":1`
	morePages = `"CompleteFlag":0,"NextStartIndex":`
)

// pagesClient returns a client with a network that plays a step for each page.
func pagesClient(t *testing.T, steps ...play) (*chat.Client, *canned) {
	t.Helper()
	network := newCanned(steps...)
	return newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxAttempts = network, 3 }), network
}

// page returns a reply with the fields of a page.
func page(fields string) play { return answer(200, good(fields)) }

// showPage formats a list in one line.
func showPage(out *chat.GetContactGroupOutput) string {
	return show(&chat.SearchContactGroupOutput{ContactResultItem: out.ContactItem, GroupItem: out.GroupItem})
}

func TestPagesAreAskedForByTheirCursor(t *testing.T) {
	t.Parallel()
	client, network := pagesClient(t, page(morePages+"7"), code(50004), page(morePages+"9223372036854775807"), page(lastPage))
	out, err := client.AllContacts(t.Context(), `u"1`)
	if err != nil || out.Attempts != 4 {
		t.Fatalf("%+v, %v", out, err)
	}
	var sent []string
	for _, r := range network.requests() {
		sent = append(sent, r.URL.Path+" "+r.body)
	}
	want := []string{
		`/v4/recentcontact/get_contact_group {"From_Account":"u\"1","StartIndex":0}`,
		`/v4/recentcontact/get_contact_group {"From_Account":"u\"1","StartIndex":7}`,
		`/v4/recentcontact/get_contact_group {"From_Account":"u\"1","StartIndex":7}`,
		`/v4/recentcontact/get_contact_group {"From_Account":"u\"1","StartIndex":9223372036854775807}`,
	}
	if !slices.Equal(sent, want) {
		t.Errorf("sent %q", sent)
	}
}

func TestOnePage(t *testing.T) {
	t.Parallel()
	client, network := pagesClient(t, code(50005), page(`"ContactItem":[{"Type":1,"To_Account":"b"},{"Type":1,"To_Account":"b"}],`+morePages+"9"))
	out, err := client.GetContactGroup(t.Context(), &chat.GetContactGroupInput{FromAccount: "a", StartIndex: 4})
	if err != nil || out.Complete || out.NextStartIndex != 9 || out.Attempts != 2 || len(out.ContactItem) != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	if sent := network.requests()[1].body; sent != `{"From_Account":"a","StartIndex":4}` {
		t.Error(sent)
	}
	for _, in := range []*chat.GetContactGroupInput{nil, {}, {FromAccount: "a", StartIndex: -1}} {
		_, err := client.GetContactGroup(t.Context(), in)
		if _, invalid := as[*chat.ValidationError](err); !invalid || attempts(err) != 0 {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

func TestListMergesPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		pages []string
		want  string
	}{
		"a user and a group of one name are two": {
			[]string{
				`"ContactItem":[{"Type":1,"To_Account":"b","ToGroupId":""}],` + morePages + "1",
				`"ContactItem":[{"Type":2,"ToGroupId":"b","To_Account":"x"}],` + lastPage,
			},
			`1:b "" 0 "" [] 0;2:b "" 0 "" [] 0;`,
		},
		"a page without a conversation": {
			[]string{morePages + "1", `"ContactItem":null,"GroupItem":null,` + morePages + "2", `"ContactItem":[],"NextStartIndex":1,` + lastPage},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var steps []play
			for _, p := range tt.pages {
				steps = append(steps, page(p))
			}
			client, _ := pagesClient(t, steps...)
			out, err := client.AllContacts(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			if got := showPage(out); got != tt.want {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		})
	}
}

// An undocumented page, or one that cannot be followed, fails the list.
func TestUndocumentedPages(t *testing.T) {
	t.Parallel()
	for fields, text := range map[string]string{
		`"CompleteFlag":null`:             "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":-1`:               "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":true`:             "CompleteFlag has a wrong JSON type",
		`"CompleteFlag":1.5`:              "CompleteFlag is not a whole number",
		morePages + `"9"`:                 "NextStartIndex has a wrong JSON type",
		morePages + `9.5`:                 "NextStartIndex is not a whole number",
		morePages + `9223372036854775808`: "NextStartIndex is not a whole number",
		morePages + `-1`:                  "a NextStartIndex that does not grow",
		lastPage + `,"ContactItem":{}`:    "ContactItem has a wrong JSON type",
		lastPage + `,"GroupItem":1`:       "GroupItem has a wrong JSON type",
		lastPage + `,"ContactItem":[{"Type":1,"To_Account":"b","ResultCode":1}]`: "a ResultCode other than 0",
		lastPage + `,"ContactItem":[null]`:                                       "an element that is null",
	} {
		client, network := pagesClient(t, page(`"ContactItem":[{"Type":1,"To_Account":"a"}],`+morePages+"5"), page(fields))
		out, err := client.AllContacts(t.Context(), "a")
		undocumented, is := as[*smithy.DeserializationError](err)
		if !is || out != nil || attempts(err) != 2 || len(network.requests()) != 2 || !strings.Contains(undocumented.Error(), text) {
			t.Errorf("%s: %v, %v", fields, out, err)
		}
	}
}

// counted returns a page for each request. The last page is number pages.
func counted(pages int, items func(n int) string) play {
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		n++
		end := fmt.Sprint(morePages, n)
		if n == pages {
			end = lastPage
		}
		return page(`"ContactItem":[` + items(n) + `],` + end)(r)
	}
}

func TestListOfManyPages(t *testing.T) {
	t.Parallel()
	one := func(n int) string { return fmt.Sprintf(`{"Type":1,"To_Account":"user_%d"}`, n) }
	client, network := pagesClient(t, counted(100, one))
	if out, err := client.AllContacts(t.Context(), "a"); err != nil || !out.Complete || len(out.ContactItem) != 100 || out.Attempts != 100 || len(network.requests()) != 100 {
		t.Errorf("%d requests, %v", len(network.requests()), err)
	}
	client, network = pagesClient(t, counted(101, one))
	out, err := client.AllContacts(t.Context(), "a")
	if _, is := as[*smithy.DeserializationError](err); !is || out != nil || attempts(err) != 100 || len(network.requests()) != 100 {
		t.Errorf("%d requests, %v", len(network.requests()), err)
	}
}

// The size of a list is limited. A result that a later page replaces does not count.
func TestListIsBounded(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1<<20)
	conversation := func(n int) string {
		return fmt.Sprintf(`{"Type":1,"To_Account":"user_%d","CustomMark":%q}`, n, big)
	}
	client, network := pagesClient(t, counted(100, conversation))
	out, err := client.AllContacts(t.Context(), "a")
	if _, is := as[*chat.TooLargeError](err); !is || out != nil || attempts(err) != 5 || len(network.requests()) != 5 {
		t.Errorf("%d requests, %v", len(network.requests()), err)
	}
	client, _ = pagesClient(t, counted(10, func(int) string { return conversation(1) }))
	if out, err := client.AllContacts(t.Context(), "a"); err != nil || len(out.ContactItem) != 1 {
		t.Error(err)
	}
	group := func(n int) play {
		return page(fmt.Sprintf(`"GroupItem":[{"GroupId":%d,"GroupName":%q}],`+morePages+"%d", n, big, n))
	}
	client, _ = pagesClient(t, group(1), group(2), group(3), group(4), group(5), page(lastPage))
	if _, err := client.AllContacts(t.Context(), "a"); !errors.As(err, new(*chat.TooLargeError)) {
		t.Error(err)
	}
}

// The list keeps only those parts of a page that it returns. The test is not parallel,
// because it measures the heap.
func TestListHoldsNoPage(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	const pages = 10
	repeated := strings.Repeat("1,", 1<<20) + "1" // ids that take 8 MiB in a page
	before, after := heap(), int64(0)
	client, _ := pagesClient(t, counted(pages, func(n int) string {
		if n == pages {
			after = heap()
		}
		first := fmt.Sprintf(`{"Type":1,"To_Account":"user_%d","ContactGroupId":[1`, n)
		second := fmt.Sprintf(`{"Type":2,"ToGroupId":"group_%d","ContactGroupId":[1`, n)
		return first + "]}," + first + "," + repeated + "]}," + second + "]}"
	}))
	out, err := client.AllContacts(t.Context(), "a")
	if err != nil || len(out.ContactItem) != 2*pages || len(out.ContactItem[0].ContactGroupID) != 1 {
		t.Fatal(out, err)
	}
	if held := after - before; held > 40<<20 {
		t.Errorf("%d MiB are held after %d pages", held>>20, pages)
	}
}

// If the time ends within a page, the list fails, with the attempts of all pages.
func TestListUntilTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := pagesClient(t, page(morePages+"1"), hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		out, err := client.AllContacts(ctx, "a")
		if !is[*chat.DeadlineError](err) || out != nil || attempts(err) != 2 || len(network.requests()) != 2 {
			t.Errorf("%d requests, %v", len(network.requests()), err)
		}
		if operation, ok := as[*smithy.OperationError](err); !ok || operation.OperationName != "GetContactGroup" {
			t.Error(err)
		}
	})
}

func is[E error](err error) bool {
	_, ok := as[E](err)
	return ok
}

// Each page takes a turn of the limiter. The retries of all pages share one quota.
func TestPagesShareLimiterAndQuota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := newCanned(page(morePages+"1"), page(morePages+"2"), page(lastPage))
		client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.Limiter = network, chat.NewLimiter(1) })
		begin := time.Now()
		if _, err := client.AllContacts(t.Context(), "a"); err != nil || time.Since(begin) != 2*time.Second {
			t.Errorf("%v, %v", time.Since(begin), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		network.steps = []play{page(morePages + "1")}
		_, err := client.AllContacts(ctx, "a")
		if !is[*chat.LimitError](err) || attempts(err) != 1 {
			t.Error(err)
		}

		quota := new(chat.RetryQuota)
		quota.Set(42) // three retries
		network = newCanned(code(50004), code(50004), page(morePages+"1"), code(50004))
		client = newClient(t, func(o *chat.Options) { o.HTTPClient, o.RetryQuota, o.MaxAttempts = network, quota, 10 })
		_, err = client.AllContacts(t.Context(), "a")
		// The first page used two retries, and the second one returned its tokens. So two
		// retries are left; with a quota for each page it would be three.
		if !is[*chat.APIError](err) || attempts(err) != 6 {
			t.Error(err)
		}
	})
}
