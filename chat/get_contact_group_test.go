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
	"chatmarks/chat/chattest"

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

// The list of a fake Chat is the same for any page size.
func TestAllContacts(t *testing.T) {
	t.Parallel()
	const want = `1:user_0002 "11111110" 11111110 "abcde" [1 2] 1775217000;2:@TGS#1B2AUI7RZ "" 0 "" [1] 1775186067;` +
		`1:user_0003 "1" 1 "{\"note\":\"待回复\",\"color\":\"#ff8800\"}" [] 1775100000;` +
		`2:support-desk "10000000000000000000000000000000000" 10000000000000000000000000000000000 "" [3] 1774900000;` +
		`2:@TGS#_@TGS#cQVLVHIM62CJ "110" 110 "" [] 1774800000;2:@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news "1000" 1000 "" [2 3] 1774700000;` +
		` 1="group_0001" 2="group_0002" 3="客户 & friends"`
	for size, pages := range map[int]int{1: 6, 4: 2, 5: 2, 6: 1, 100: 1} {
		app := chattest.DemoApp()
		app.Variant.PageSize = size
		s := startServer(t, chattest.Options{Apps: []chattest.App{app}}, "")
		pool := newPool(t, s)
		client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.MaxConversations = s.URL(), pool, 1 })
		out, err := client.AllContacts(t.Context(), "user_0001")
		if err != nil || !out.Complete || out.Attempts != pages {
			t.Errorf("pages of %d: %+v, %v", size, out, err)
			continue
		}
		if got := showPage(out); got != want {
			t.Errorf("pages of %d: %s\nwant %s", size, got, want)
		}
	}
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
		"the later page, at the place of the first": {
			[]string{
				`"ContactItem":[{"Type":1,"To_Account":"b","CustomMark":"old"},{"Type":1,"To_Account":"c"}],` + morePages + "2",
				`"ContactItem":[{"Type":1,"To_Account":"d"},{"Type":1,"To_Account":"b","CustomMark":"new"}],` + lastPage,
			},
			`1:b "" 0 "new" [] 0;1:c "" 0 "" [] 0;1:d "" 0 "" [] 0;`,
		},
		"within a page the first": {
			[]string{
				`"ContactItem":[{"Type":1,"To_Account":"b"}],` + morePages + "1",
				`"ContactItem":[{"Type":1,"To_Account":"b","CustomMark":"1"},{"Type":1,"To_Account":"b","CustomMark":"2"},
					{"Type":1,"To_Account":"c","CustomMark":"3"},{"Type":1,"To_Account":"c","CustomMark":"4"}],` + lastPage,
			},
			`1:b "" 0 "1" [] 0;1:c "" 0 "3" [] 0;`,
		},
		"a user and a group of one name are two": {
			[]string{
				`"ContactItem":[{"Type":1,"To_Account":"b","ToGroupId":""}],` + morePages + "1",
				`"ContactItem":[{"Type":2,"ToGroupId":"b","To_Account":"x"}],` + lastPage,
			},
			`1:b "" 0 "" [] 0;2:b "" 0 "" [] 0;`,
		},
		"groups, with the first name": {
			[]string{
				`"GroupItem":[{"GroupId":2},{"GroupId":1,"GroupName":"one"},{"GroupId":4},{"GroupId":4,"GroupName":"four"}],` + morePages + "1",
				`"GroupItem":[{"GroupId":1,"GroupName":"uno"},{"GroupId":3,"GroupName":null},{"GroupId":2,"GroupName":"two"}],` + lastPage,
			},
			` 2="two" 1="one" 4="four" 3=null`,
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
		``:                                       "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":null`:                    "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":2,"NextStartIndex":9`:    "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":-1`:                      "a CompleteFlag other than 0 and 1",
		`"CompleteFlag":"1"`:                     "CompleteFlag has a wrong JSON type",
		`"CompleteFlag":true`:                    "CompleteFlag has a wrong JSON type",
		`"CompleteFlag":1.5`:                     "CompleteFlag is not a whole number",
		`"CompleteFlag":0`:                       "CompleteFlag 0 without NextStartIndex",
		`"CompleteFlag":0,"NextStartIndex":null`: "CompleteFlag 0 without NextStartIndex",
		morePages + `"9"`:                        "NextStartIndex has a wrong JSON type",
		morePages + `9.5`:                        "NextStartIndex is not a whole number",
		morePages + `9223372036854775808`:        "NextStartIndex is not a whole number",
		morePages + `5`:                          "a NextStartIndex that does not grow",
		morePages + `4`:                          "a NextStartIndex that does not grow",
		morePages + `-1`:                         "a NextStartIndex that does not grow",
		lastPage + `,"ContactItem":{}`:           "ContactItem has a wrong JSON type",
		lastPage + `,"GroupItem":1`:              "GroupItem has a wrong JSON type",
		lastPage + `,"ContactItem":[{"Type":1,"To_Account":"b","StandardMark":"2"}]`: "a mark of other characters than 0 and 1",
		lastPage + `,"ContactItem":[{"Type":1}]`:                                     "a conversation of no known Type, or without an ID",
		lastPage + `,"ContactItem":[{"To_Account":"b"}]`:                             "a conversation of no known Type, or without an ID",
		lastPage + `,"ContactItem":[{"Type":3,"To_Account":"b"}]`:                    "a conversation of no known Type, or without an ID",
		lastPage + `,"ContactItem":[{"Type":1,"ToGroupId":"b"}]`:                     "a conversation of no known Type, or without an ID",
		lastPage + `,"ContactItem":[{"Type":1,"To_Account":"b","ResultCode":1}]`:     "a ResultCode other than 0",
		lastPage + `,"ContactItem":[null]`:                                           "an element that is null",
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
	if out, err := client.AllContacts(t.Context(), "a"); err != nil || len(out.ContactItem) != 100 || out.Attempts != 100 || len(network.requests()) != 100 {
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

// If a page fails, the list fails, with the attempts of all pages.
func TestListFailsAsAWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, tt := range map[string]struct {
			steps    []play
			time     time.Duration
			attempts int
			check    func(error) bool
		}{
			"a code":          {[]play{page(morePages + "1"), code(50001)}, time.Minute, 2, is[*chat.APIError]},
			"retries used up": {[]play{code(50004), page(morePages + "1"), code(50004)}, time.Minute, 5, is[*chat.APIError]},
			"the deadline":    {[]play{page(morePages + "1"), hang}, time.Second, 2, is[*chat.DeadlineError]},
			"a status":        {[]play{page(morePages + "1"), answer(404, "")}, time.Minute, 2, is[*chat.StatusError]},
			"no JSON":         {[]play{page(morePages + "1"), answer(200, "{")}, time.Minute, 2, is[*smithy.DeserializationError]},
		} {
			client, network := pagesClient(t, tt.steps...)
			ctx, cancel := context.WithTimeout(t.Context(), tt.time)
			out, err := client.AllContacts(ctx, "a")
			cancel()
			if !tt.check(err) || out != nil || attempts(err) != tt.attempts || len(network.requests()) != tt.attempts {
				t.Errorf("%s: %d requests, %v", name, len(network.requests()), err)
			}
			if operation, ok := as[*smithy.OperationError](err); !ok || operation.OperationName != "GetContactGroup" {
				t.Errorf("%s: %v", name, err)
			}
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
