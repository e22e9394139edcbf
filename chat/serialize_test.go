package chat_test

import (
	"context"
	_ "embed"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

//go:embed testdata/request.json
var pinnedRequest string

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	network := newCanned(ok())
	client := newClient(t, func(o *chat.Options) { o.HTTPClient = network })
	in := sample()
	// Each conversation is sent once, wherever it is repeated.
	in.ContactItem = append(in.ContactItem, in.ContactItem[0], chat.ContactItem{Type: 1, ToAccount: `a b"c\d/<&>'~`}, in.ContactItem[1])
	if _, err := client.SearchContactGroup(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	r := network.requests()[0]
	if want := strings.TrimSuffix(pinnedRequest, "\n"); r.body != want {
		t.Errorf("body\n%s\nwant\n%s", r.body, want)
	}
	if r.Method != "POST" || r.URL.Path != "/v4/recentcontact/search_contact_group" || r.URL.Scheme != "https" || r.URL.Fragment != "" || r.URL.User != nil {
		t.Errorf("%s %s://%s", r.Method, r.URL.Scheme, r.URL.Path)
	}
	if r.ContentLength != int64(len(r.body)) || r.GetBody != nil || len(in.ContactItem) != 5 {
		t.Errorf("length %d, input now of %d", r.ContentLength, len(in.ContactItem))
	}
}

func TestHeadersOnTheWire(t *testing.T) {
	t.Parallel()
	s, client := newServer(t, "", nil)
	if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range s.Journal()[0].Header {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"Content-Length", "Content-Type", "User-Agent"}; !slices.Equal(names, want) {
		t.Errorf("headers %v, want %v", names, want)
	}
	if h := s.Journal()[0].Header; h.Get("Content-Type") != "application/json" || h.Get("User-Agent") != "chatmarks" {
		t.Error(h)
	}
}

// Any name of an admin arrives unchanged. The fake checks the name, and the official
// verifier checks its signature.
func TestAnyAdminSurvivesTheQuery(t *testing.T) {
	t.Parallel()
	for _, admin := range []string{
		"administrator", `a b+c&d=e/?%#`, "100%", "%20", "%2B+%zz", "a;b", `"\'<>`, " ", "~!@$^*()[]{}|`:,.", strings.Repeat("&", 32),
	} {
		t.Run(admin, func(t *testing.T) {
			t.Parallel()
			app := chattest.DemoApp()
			app.Admins = []string{admin}
			s := startServer(t, chattest.Options{Apps: []chattest.App{app}}, "")
			pool := newPool(t, s)
			client := newClient(t, func(o *chat.Options) { o.Endpoint, o.HTTPClient, o.Admin = s.URL(), pool, admin })
			if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
				t.Fatal(err)
			}
			e := s.Journal()[0]
			if e.Identifier != admin {
				t.Errorf("%q arrived", e.Identifier)
			}
			if err := tencentyun.VerifyUserSig(app.SDKAppID, app.SecretKey, admin, e.UserSig, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestQueryHasTheFiveParameters(t *testing.T) {
	t.Parallel()
	network := newCanned(ok())
	client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.Admin = network, "a b+c" })
	for range 64 {
		if _, err := client.SearchContactGroup(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	var high bool
	for _, r := range network.requests() {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil || len(query) != 5 || query.Get("contenttype") != "json" || query.Get("identifier") != "a b+c" || query.Get("sdkappid") != "1400000001" {
			t.Fatalf("%d parameters, %v", len(query), err)
		}
		// A decoder that does not read + as a space must not misread it.
		if strings.ContainsAny(r.URL.RawQuery, "+* ") || !strings.Contains(r.URL.RawQuery, "identifier=a%20b%2Bc&") {
			t.Error("a character that not everybody reads alike")
		}
		random, err := strconv.ParseUint(query.Get("random"), 10, 32)
		if err != nil {
			t.Error(err)
		}
		high = high || random >= 1<<31
		seen[query.Get("random")] = true
	}
	if len(seen) < 63 || !high {
		t.Errorf("%d different of 64 randoms, one of the upper half: %v", len(seen), high)
	}
}

func TestInputIsNotChanged(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(o *chat.Options) { o.HTTPClient, o.MaxConversations = newCanned(ok()), 1000 })
	in := many(700)
	in.ContactItem[650] = in.ContactItem[0]
	before := slices.Clone(in.ContactItem)
	if _, err := client.SearchContactGroup(context.Background(), in); err != nil || !slices.Equal(before, in.ContactItem) {
		t.Errorf("changed, %v", err)
	}
}
