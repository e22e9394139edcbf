package handler_test

import (
	"net/http"
	"strings"
	"testing"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
)

// twoApps configures the demo app and the second one.
func twoApps(more ...string) []string {
	return append([]string{
		"CHAT_SDKAPPID", "1400000001,1400000002",
		"CHAT_SECRET_KEY", "",
		"CHAT_SECRET_KEY_1400000001", demo.SecretKey,
		"CHAT_SECRET_KEY_1400000002", secondApp().SecretKey,
		"CALLER_AUTH", "none",
	}, more...)
}

// asked returns the apps of the calls to Chat.
func (f *function) asked() (apps []uint64) {
	for _, entry := range f.chat.Journal() {
		apps = append(apps, entry.SDKAppID)
	}
	return apps
}

func TestRequestAppOverHTTP(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query any
		code  string
		app   uint64
	}{
		"an empty query":     {object{}, "", 1400000001},
		"other parameters":   {object{"sdkappids": "1400000002", "x": true}, "", 1400000001},
		"a number":           {object{"sdkappid": 1400000002}, "", 1400000002},
		"one in an array":    {object{"sdkappid": []any{"1400000002"}}, "", 1400000002},
		"twice":              {object{"sdkappid": []any{"1400000001", "1400000001"}}, "InvalidParameter", 0},
		"without a value":    {object{"sdkappid": true}, "InvalidParameter", 0},
		"empty":              {object{"sdkappid": ""}, "InvalidParameter", 0},
		"joined by a comma":  {object{"sdkappid": "1400000001,1400000002"}, "InvalidParameter", 0},
		"zero":               {object{"sdkappid": "0"}, "InvalidParameter", 0},
		"negative":           {object{"sdkappid": "-1"}, "InvalidParameter", 0},
		"null":               {object{"sdkappid": nil}, "InvalidParameter", 0},
		"an object":          {object{"sdkappid": object{}}, "InvalidParameter", 0},
		"a query as text":    {"?sdkappid=1400000002", "", 1400000002},
		"a text, twice":      {"sdkappid=1400000002&sdkappid=1400000002", "InvalidParameter", 0},
		"broken parameters":  {"utm=100%&a=1;b=2&%&=&&sdkappid=1400000002&%zz=1", "", 1400000002},
		"a semicolon":        {"a=1;sdkappid=1400000002", "", 1400000001},
		"a broken value":     {"sdkappid=%zz", "InvalidParameter", 0},
		"an escaped name":    {"sdk%61ppid=1400000002", "", 1400000002},
		"a text, other case": {"sdkAppID=1400000002", "InvalidParameter", 0},
	} {
		f := newFunction(t, "", twoApps()...)
		got := f.post(sample, with("queryString", c.query))
		status := 200
		if c.code != "" {
			status = table[c.code].status
		}
		if got.StatusCode != status {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
		}
		if asked := f.asked(); len(asked) > 1 || (len(asked) == 1) != (c.app != 0) || c.app != 0 && asked[0] != c.app {
			t.Errorf("%s: Chat was asked for %d", name, asked)
		}
		if c.code == "InvalidParameter" {
			if d := got.failure(t).Error.Details; len(d) == 0 || !strings.Contains(d[0].Field+d[0].Reason, "sdkappid") {
				t.Errorf("%s: %+v", name, d)
			}
		}
		if line := f.log.one(t); c.app != 0 && line["sdkappid"] != float64(c.app) {
			t.Errorf("%s: the log says %v", name, line)
		}
	}
}

func TestRequestAppOfAnotherEvent(t *testing.T) {
	t.Parallel()
	for value, app := range map[string]uint64{
		``:                              1400000001,
		`"sdkappid":"140000000\u0032",`: 1400000002,
		`"sdkappid":1.4e9,`:             0,
		`"sdkappid":1400000002.0,`:      0,
		`"sdkappid":"",`:                0,
		`"sdkappid":true,`:              0,
		`"sdkappid":[1400000002],`:      0,
		`"sdkappid":"1,2",`:             0,
		`"sdkappid":"-1",`:              0,
	} {
		f := newFunction(t, "", twoApps()...)
		got, err := f.invoke(`{` + value + sample[1:])
		if err != nil {
			t.Fatal(err)
		}
		if asked := f.asked(); len(asked) > 1 || (len(asked) == 1) != (app != 0) || app != 0 && asked[0] != app {
			t.Errorf("%s: Chat was asked for %d: %s", value, asked, got)
		}
		if app == 0 {
			decode[failed](t, got).expect(t, "InvalidParameter", "sdkappid")
		}
	}
}

func TestEachAppIsSignedForWithItsOwn(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "", twoApps("CHAT_ADMIN_1400000001", "administrator", "CHAT_ADMIN", "boss")...)
	f.post(sample).expect(t, 200, "")
	// boss is not an admin of the second app, so Chat refuses the call.
	f.post(sample, with("queryString", object{"sdkappid": "1400000002"})).expect(t, 500, "ConfigurationError")
	journal := f.chat.Journal()
	if journal[0].Identifier != "administrator" || journal[1].Identifier != "boss" {
		t.Errorf("signed by %q and %q", journal[0].Identifier, journal[1].Identifier)
	}
}

func TestOver300ConversationsAreSeveralCallsAnsweredAsOne(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "", "CHAT_MAX_CONVERSATIONS", "1000")
	items := append(repeat(peer, 5), distinct(1, 995)...)
	got := f.post(request(items...))
	got.expect(t, 200, "")
	if n := strings.Count(got.Body, `"conversationID"`); n != 1000 {
		t.Errorf("%d entries", n)
	}
	if calls := len(f.chat.Journal()); calls != 4 || f.log.one(t)["attempts"] != 4.0 || f.log.one(t)["conversations"] != 1000.0 {
		t.Errorf("%d calls, the log says %v", calls, f.log.one(t))
	}
}

func TestTheSettingsOfACallReachTheClient(t *testing.T) {
	t.Parallel()
	f := newFunction(t, script("60008"), "CHAT_RETRY_CODES", "60008", "CHAT_MAX_ATTEMPTS", "4", "CHAT_USERSIG_TTL", "2h", "CHAT_ADMIN", "administrator")
	f.post(sample).expect(t, 503, "ServiceUnavailable")
	if calls := len(f.chat.Journal()); calls != 4 {
		t.Errorf("%d attempts, not 4", calls)
	}
	f = newFunction(t, script("hang"), "CHAT_ATTEMPT_TIMEOUT", "20ms", "CHAT_MAX_ATTEMPTS", "1")
	f.post(sample).expect(t, 503, "ServiceUnavailable")
	if cause := f.log.one(t)["cause"]; cause != "network fault: timed out" {
		t.Errorf("the log says %v", cause)
	}
}

// The region is the app's own; the hosts of all are in package chat.
func TestTheRegionOfTheAppSelectsTheHost(t *testing.T) {
	t.Parallel()
	var asked string
	f := newCanned(t, clientFunc(func(r *http.Request) (*http.Response, error) {
		asked = r.URL.Scheme + "://" + r.URL.Host + r.URL.Path
		return httpAnswer(200, empty), nil
	}), "CHAT_REGION", "mars", "CHAT_REGION_1400000001", "seoul")
	f.post(sample, header("host", "evil.example")).expect(t, 200, "")
	if want := "https://" + chat.RegionSeoul.Host() + chattest.SearchContactGroupPath; asked != want {
		t.Errorf("asked %s, not %s", asked, want)
	}
}
