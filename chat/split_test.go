package chat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// splitClient takes up to 1000 conversations and does not pause.
func splitClient(t *testing.T, do play) (*chat.Client, *canned) {
	t.Helper()
	network := newCanned(do)
	return newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxConversations, o.MaxAttempts = network, 1000, 3 }), network
}

// names are the accounts in the body of a request.
func names(body string) []string {
	var all []string
	for _, piece := range strings.Split(body, `"To_Account":"`)[1:] {
		all = append(all, piece[:strings.Index(piece, `"`)])
	}
	return all
}

// body reads the body of a request.
func body(r *http.Request) string {
	text, _ := io.ReadAll(r.Body)
	return string(text)
}

func TestSplitInParts(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][]int{300: {300}, 301: {1, 300}, 600: {300, 300}, 601: {1, 300, 300}, 1000: {100, 300, 300, 300}} {
		client, network := splitClient(t, ok())
		out, err := client.SearchContactGroup(t.Context(), many(n))
		if err != nil || out.Attempts != len(want) {
			t.Errorf("%d: %+v, %v", n, out, err)
		}
		var sizes []int
		seen := map[string]bool{}
		for _, r := range network.requests() {
			for _, name := range names(r.body) {
				seen[name] = true
			}
			sizes = append(sizes, len(names(r.body)))
		}
		if slices.Sort(sizes); !slices.Equal(sizes, want) || len(seen) != n {
			t.Errorf("%d: parts of %v, %d names in all", n, sizes, len(seen))
		}
	}
}

// A repeated conversation is asked for once, even across parts.
func TestSplitAsksOnceForEach(t *testing.T) {
	t.Parallel()
	client, network := splitClient(t, ok())
	in := many(300)
	in.ContactItem = append(in.ContactItem, in.ContactItem...)
	in.ContactItem = append(in.ContactItem, in.ContactItem[:400]...)
	if out, err := client.SearchContactGroup(t.Context(), in); err != nil || out.Attempts != 1 || len(network.requests()) != 1 {
		t.Errorf("%d requests, %v", len(network.requests()), err)
	}
}

// The output is in the order of the parts, not of their arrival. Each group occurs once.
func TestSplitMerges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		named := []string{"", `,"GroupName":"late"`, "", `,"GroupName":"later"`} // two parts name group 8
		client, _ := splitClient(t, func(r *http.Request) (*http.Response, error) {
			first := names(body(r))[0]
			var n int
			_, _ = fmt.Sscanf(first, "user_%d", &n)
			part := n / 300
			return after(time.Duration(10-part)*time.Second/5, answer(200, good(fmt.Sprintf(
				`"ContactResultItem":[{"Type":1,"To_Account":%q}],"GroupItem":[{"GroupId":7,"GroupName":"same"},{"GroupId":8%s},{"GroupId":%d,"GroupName":"own"}]`, first, named[part], part))))(r)
		})
		out, err := client.SearchContactGroup(t.Context(), many(1000))
		if err != nil {
			t.Fatal(err)
		}
		want := `1:user_0001 "" 0 "" [] 0;1:user_0301 "" 0 "" [] 0;1:user_0601 "" 0 "" [] 0;1:user_0901 "" 0 "" [] 0; 7="same" 8="late" 0="own" 1="own" 2="own" 3="own"`
		if got := show(out); got != want || out.Attempts != 4 {
			t.Errorf("%d attempts, %s\nwant %s", out.Attempts, got, want)
		}
	})
}

func TestSplitRunsThreeAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := splitClient(t, after(time.Second, ok()))
		start := time.Now()
		if _, err := client.SearchContactGroup(t.Context(), many(1000)); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("%v, %v", time.Since(start), err)
		}
		var at []time.Duration
		for _, r := range network.requests() {
			at = append(at, r.at.Sub(start))
		}
		if want := []time.Duration{0, 0, 0, time.Second}; !slices.Equal(at, want) {
			t.Errorf("began at %v", at)
		}
	})
}

// part plays steps by the number of the part, from 0.
func part(steps ...play) play {
	return func(r *http.Request) (*http.Response, error) {
		var n int
		_, _ = fmt.Sscanf(names(body(r))[0], "user_%d", &n)
		return steps[n/300](r)
	}
}

func TestSplitFailsAsAWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, network := splitClient(t, part(hang, after(time.Second, code(50001)), hang, ok()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		out, err := client.SearchContactGroup(ctx, many(1000))
		api, is := as[*chat.APIError](err)
		if !is || api.Code != 50001 || out != nil || time.Since(start) != time.Second {
			t.Errorf("after %v, %v", time.Since(start), err)
		}
		// The fourth part was not begun. The canceled parts count as attempts.
		if attempts(err) != 3 || len(network.requests()) != 3 || errors.Is(err, context.Canceled) {
			t.Errorf("%d attempts, %d requests, %v", attempts(err), len(network.requests()), err)
		}
		wantOperationError(t, err)
	})
}

func TestSplitSumsAttempts(t *testing.T) {
	t.Parallel()
	client, network := splitClient(t, part(ok(), code(50004), ok(), ok()))
	_, err := client.SearchContactGroup(t.Context(), many(301))
	if api, is := as[*chat.APIError](err); !is || api.Code != 50004 || attempts(err) != len(network.requests()) || attempts(err) < 3 {
		t.Errorf("%d attempts, %d requests, %v", attempts(err), len(network.requests()), err)
	}
}

func TestSplitWithoutTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := splitClient(t, hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := client.SearchContactGroup(ctx, many(900))
		if _, is := as[*chat.DeadlineError](err); !is || !errors.Is(err, context.DeadlineExceeded) || attempts(err) != 3 {
			t.Errorf("%d attempts, %v", attempts(err), err)
		}
	})
}

func TestSplitContainsAPanic(t *testing.T) {
	t.Parallel()
	client, _ := splitClient(t, part(ok(), func(*http.Request) (*http.Response, error) { panic(chattest.DemoApp().SecretKey) }))
	_, err := client.SearchContactGroup(t.Context(), many(400))
	if err == nil || !strings.Contains(err.Error(), "panic (string)") {
		t.Fatal(err)
	}
	wantOperationError(t, err)
	checkSecrets(t, err, "")
}
