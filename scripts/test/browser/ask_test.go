package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestFormGivesTheDocumentedAnswer(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("json", `{"From_Account": "user_0003", "ContactItem": []}`)
	p.keys("#from-account", kb.End+strings.Repeat(kb.Backspace, 9)+"user_0001")
	p.click("#add")
	p.keys("#peer-0", "user_0002")
	p.click("#add")
	p.set("type-1", "2")
	p.keys("#peer-1", "@TGS#1B2AUI7RZ")
	p.ask()
	p.shows("#status", "200 OK", "2 of 2 conversations found")
	p.shows(".card:nth-child(1)", "C2C", "user_0002", "unread", "fold", "hide", "reserved mark 7", "abcde", "group_0001", "group_0002", "2026-04-03 11:50:00 UTC")
	p.shows(".card:nth-child(2)", "GROUP", "@TGS#1B2AUI7RZ", "none", "group_0001", "2026-04-03 03:14:27 UTC")
	if got := p.text(".card:nth-child(1)"); strings.Contains(got, "star") {
		t.Errorf("a mark that is not set is shown:\n%s", got)
	}
	body := eval[string](p, `document.getElementById('body').textContent`)
	for _, want := range []string{`"standardMark": "11111110"`, `"markList": [2, 4, 8, 16, 32, 64, 128]`, `"updatedAt": "2026-04-03T11:50:00Z"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	p.click("#headers-box summary")
	p.shows("#headers", "X-Request-Id", "no-store")
	p.shows("#log", "status", "200", "attempts")
}

func TestAllMarkedConversationsComeInTwoPages(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	before := p.request()
	p.set("all-contacts", "true")
	p.until(`!document.getElementById('contact-item').checkVisibility()`)
	if got, want := p.request(), "{\n  \"From_Account\": \"user_0001\",\n  \"AllContacts\": true\n}"; got != want {
		t.Errorf("the JSON is %s, want %s", got, want)
	}
	p.ask()
	p.shows("#status", "200 OK", "6 of 6 conversations found")
	cards := eval[[]string](p, `[...document.querySelectorAll('.card .head strong')].map(e => e.textContent)`)
	want := []string{"user_0002", "@TGS#1B2AUI7RZ", "user_0003", "support-desk", "@TGS#_@TGS#cQVLVHIM62CJ", "@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news"}
	if !slices.Equal(cards, want) {
		t.Errorf("the cards are of %q, want %q", cards, want)
	}
	p.attempts("1 ok page from 0, HTTP 200 begun after", "2 ok page from 4, HTTP 200 next page after")
	p.shows("#log", "list")

	p.set("script", "ok,reset,50004,ok") // only the page that fails is retried
	p.ask()
	p.attempts("1 ok page from 0, HTTP 200 begun after", "2 reset page from 4, no answer next page after",
		"3 50004 page from 4, HTTP 200 pause", "4 ok page from 4, HTTP 200 pause")
	p.set("script", "")
	p.set("from-account", "user_0003")
	p.set("who-id", "user_0003")
	p.ask()
	p.shows("#status", "200 OK")
	p.shows("#readable", "No conversation has a mark or a group.")
	p.set("from-account", "user_0001")

	p.set("all-contacts", "false")
	p.until(`document.getElementById('contact-item').checkVisibility()`)
	if got := p.request(); got != before {
		t.Errorf("the JSON became %s, not again %s", got, before)
	}
}

func TestFormFollowsAJSONWithAllContacts(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	before := p.request()
	p.click("#json-box summary")
	shown := func() string {
		return eval[string](p, `['from-account', 'all-contacts'].map(id => document.getElementById(id).value).join(' ') +
			(document.getElementById('contact-item').checkVisibility() ? ' with rows' : '')`)
	}
	p.click("#json")
	p.run(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.press(`{"AllContacts": true, "From_Account": "user_0002"}`)
	if got := shown(); got != "user_0002 true" || p.text("#json-note") != "" {
		t.Errorf("the form shows %s, note %q", got, p.text("#json-note"))
	}
	p.set("who-id", "user_0002")
	p.ask()
	p.shows("#status", "200 OK", "1 of 1 conversations found")
	p.attempts("1 ok page from 0, HTTP 200 begun after")

	// If a name is repeated, the form shows only the last value.
	p.set("json", `{"From_Account": "user_0002", "AllContacts": true, "AllContacts": true}`)
	p.ask()
	p.shows("#all-contacts-error", "repeated name")
	p.click(".details button")
	p.until(`document.activeElement.id === 'all-contacts'`)
	p.set("all-contacts", "false")
	p.until(`!document.querySelector('[aria-invalid]')`)
	p.set("from-account", "user_0001")
	if got := p.request(); got != before {
		t.Errorf("the JSON became %s, not again %s", got, before)
	}

	for text, c := range map[string]struct{ note, fault string }{
		`{"From_Account": "user_0002", "AllContacts": false}`:                   {"an AllContacts that is not true", "AllContacts: must be true"},
		`{"From_Account": "user_0002", "AllContacts": null}`:                    {"an AllContacts that is not true", "AllContacts: must be true"},
		`{"From_Account": "user_0002", "AllContacts": "true"}`:                  {"an AllContacts that is not true", "AllContacts: must be true"},
		`{"From_Account": "user_0002", "AllContacts": true, "ContactItem": []}`: {"AllContacts and ContactItem together", "AllContacts: must not be given with ContactItem"},
	} {
		p.set("json", text)
		p.shows("#json-note", "The form cannot show "+c.note)
		p.ask()
		p.shows("#json-error", c.fault)
		if got := shown(); got != "user_0001 false with rows" {
			t.Errorf("the form shows %s of %s", got, text)
		}
	}
	p.set("json", `{"From_Account": "user_0002"}`)
	if got := shown(); got != "user_0002 false with rows" {
		t.Errorf("the form shows %s", got)
	}
}

// request returns the JSON that will be sent.
func (p *page) request() string {
	p.t.Helper()
	return eval[string](p, `document.getElementById('json').value`)
}

// attempts fails unless the rows of the timeline begin with these texts.
func (p *page) attempts(want ...string) {
	p.t.Helper()
	rows := eval[[]string](p, `[...document.querySelectorAll('.attempt')].map(row => row.innerText.replace(/\s+/g, ' '))`)
	if len(rows) != len(want) {
		p.t.Fatalf("%d attempts, want %d: %q", len(rows), len(want), rows)
	}
	for i, text := range want {
		if !strings.HasPrefix(rows[i], text) || !strings.HasSuffix(rows[i], " ms") {
			p.t.Errorf("attempt %d: %q, want %q", i+1, rows[i], text)
		}
	}
}

func TestErrorStandsAtItsField(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("peer-0", "")
	p.ask()
	p.shows("#status", "400 Bad Request", "InvalidParameter, 1 field to fix")
	p.shows("#peer-0-error", "required for Type 1")
	described := eval[[]string](p, `[peer = document.getElementById('peer-0')].map(e => [e.getAttribute('aria-invalid'), e.getAttribute('aria-describedby')]).flat()`)
	if len(described) != 2 || described[0] != "true" || described[1] != "peer-0-error" {
		t.Errorf("aria-invalid and aria-describedby are %q", described)
	}
	p.click(".details button")
	p.until(`document.activeElement.id === 'peer-0'`)
	p.set("peer-0", "user_0002")
	p.until(`!document.querySelector('[aria-invalid]')`)

	p.click("#json-box summary")
	p.set("json", `{"From_Account": "user_0001", "ContactItem": [{"Type": 1, "Nobody": "x"}]}`)
	p.shows("#json-note", "cannot show ContactItem[0].Nobody")
	p.ask()
	p.shows("#json-error", "ContactItem[0].Nobody: unknown name", "ContactItem[0].To_Account: required")

	p.set("script", "explode")
	p.ask()
	p.shows("#script-error", `fault 1, "explode": unknown action`)
	p.shows("#status", "Not sent: Faults of the embedded Chat: fault 1")
	p.until(`document.activeElement.id === 'script'`)
	for kind, name := range map[string]string{"usersig": "UserSig", "token": "Token"} {
		p.set("script", "")
		p.set("kind", kind)
		p.ask()
		p.shows("#status", "Not sent: "+name+": required")
		p.until(`document.activeElement.id === 'secret'`)
	}
}

func TestRetriesStandInTheTimeline(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("script", "50004,50004,ok")
	p.ask()
	p.shows("#status", "200 OK")
	p.attempts("1 50004 HTTP 200 begun after", "2 50004 HTTP 200 pause", "3 ok HTTP 200 pause")
	p.set("script", "50004*")
	p.ask()
	p.shows("#status", "503 Service Unavailable", "ServiceUnavailable")
	p.shows("#readable", "Retryable, Retry-After 1 s", "Chat was called 3 times, last with code 50004")
	p.set("script", "")
	p.ask()
	p.shows("#status", "200 OK") // the script applied to that call only
}

func TestChangedDataChangesTheAnswer(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.resetData()
	p.click("#mark-0-star")
	p.until(`document.getElementById('data-status').textContent.startsWith('Saved')`)
	p.until(`document.activeElement.id === 'mark-0-star' && document.activeElement.checked`)
	p.ask()
	p.shows(".card:nth-child(1) .badges", "star", "unread")

	p.click("#in-1-1") // the group chat leaves its only group
	p.until(`!JSON.parse(document.getElementById('data-json').value).users.user_0001.conversations[1].groupIDs?.length`)
	p.ask()
	p.shows(".card:nth-child(2)", "Not found")

	p.click("#data-json-box summary")
	p.set("data-json", `{"users": {"user_0001": {"groups": [], "conversations": []}}, "disbanded": ["@TGS#1B2AUI7RZ"]}`)
	p.click("#data-apply")
	p.until(`!document.getElementById('mark-0-star')`)
	p.ask()
	p.shows("#status", "404 Not Found", "ResourceNotFound")
	p.shows("#peer-1-error", "")

	for text, want := range map[string]string{
		`{"users": {"": {}}}`:                               "UserID has 0 bytes",
		"{\n  \"users\": {},\n  \"disbanded\": [\"a\",]\n}": "line 3, column 20",
		`{"users": {"u": {"groups": 7}}}`:                   "/users/u/groups: must be a list",
	} {
		p.set("data-json", text)
		p.click("#data-apply")
		p.until(`document.getElementById('data-json').getAttribute('aria-invalid') === 'true'`)
		p.shows("#data-json-error", "Not saved", want)
	}
	p.click("#data-reset")
	p.until(`document.getElementById('mark-0-star')?.checked === false`)
}

func TestEventsOfEverySourceAndSample(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	for from, want := range map[string]string{
		"url": "200 OK", "apigw": "200 OK", "tse": "200 OK", "clb": "200 OK", "direct": "Returned", "timer": "Returned",
		"queue": "Returned", "eventbridge": "Returned",
	} {
		p.set("from", from)
		p.ask()
		p.shows("#status", want, "2 of 2 conversations found")
	}
	p.set("from", "event")
	samples := eval[[]string](p, `[...document.getElementById('sample').options].map(o => o.value)`)
	for _, name := range samples {
		p.set("sample", name)
		p.ask()
		if want := map[bool]string{true: "MalformedRequest", false: "conversations found"}[name == "console-template"]; !strings.Contains(p.text("#status"), want) {
			t.Errorf("%s: %s", name, p.text("#status"))
		}
	}
	if len(samples) < 14 {
		t.Errorf("samples %q", samples)
	}
}

func TestCredentialsDecide(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("who-id", "user_0002")
	p.ask()
	p.shows("#status", "403 Forbidden", "UnauthorizedOperation")
	p.set("kind", "none")
	p.ask()
	p.shows("#status", "401 Unauthorized", "AuthFailure")
	p.set("kind", "usersig")
	p.set("who-id", "user_0001")
	p.set("secret", userSig(t, "user_0001"))
	p.ask()
	p.shows("#status", "200 OK")
	p.set("app", "7")
	p.ask()
	p.shows("#status", "404 Not Found")
}
