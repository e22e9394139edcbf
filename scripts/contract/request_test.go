package contract

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// rule is a broken rule of section 2.
type rule struct {
	sentence string
	body     string
	code     string
	fields   []string // the places that the details name, all of them
	status   int
	notEvent bool // without From_Account it is no direct request at all
}

func one(item string) string { return `{"From_Account":"user_0001","ContactItem":[` + item + `]}` }

func from(account string) string {
	return `{"From_Account":` + account + `,"ContactItem":[{"Type":1,"To_Account":"user_0002"}]}`
}

const good = `{"Type":1,"To_Account":"user_0002"}`

var (
	long33 = strings.Repeat("u", 33)
	long49 = strings.Repeat("g", 49)
	long97 = "@TGS#_" + strings.Repeat("g", 91)
)

var rules = []rule{
	{sentence: "one JSON object: broken JSON", body: `{"From_Account":`, code: "MalformedRequest"},
	{sentence: "one JSON object: an array", body: `[]`, code: "MalformedRequest"},
	{sentence: "one JSON object: a string", body: `"From_Account"`, code: "MalformedRequest"},
	{sentence: "one JSON object: null", body: `null`, code: "MalformedRequest"},
	{sentence: "one JSON object: more after it", body: sampleBody + sampleBody, code: "MalformedRequest"},
	{sentence: "one JSON object: a comma too many", body: one(good + ","), code: "MalformedRequest"},
	{sentence: "names exactly as written: the case of From_Account", body: `{"from_account":"user_0001","ContactItem":[` + good + `]}`,
		code: "InvalidParameter", fields: []string{"from_account", "From_Account"}, notEvent: true},
	{sentence: "names exactly as written: the case of ToGroupId", body: one(`{"Type":2,"ToGroupID":"g"}`),
		code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupID", "ContactItem[0].ToGroupId"}},
	{sentence: "an unknown name is refused, at the top", body: `{"From_Account":"user_0001","Extra":{},"ContactItem":[` + good + `]}`,
		code: "InvalidParameter", fields: []string{"Extra"}},
	{sentence: "an unknown name is refused, in an item", body: one(`{"Type":1,"To_Account":"user_0002","Extra":[1,{}]}`),
		code: "InvalidParameter", fields: []string{"ContactItem[0].Extra"}},
	{sentence: "a repeated name is refused, at the top", body: `{"From_Account":"user_0001","From_Account":"user_0001","ContactItem":[` + good + `]}`,
		code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "a repeated name is refused, in an item", body: one(`{"Type":1,"To_Account":"user_0002","To_Account":"user_0003"}`),
		code: "InvalidParameter", fields: []string{"ContactItem[0].To_Account"}},
	{sentence: "From_Account is required", body: `{"ContactItem":[` + good + `]}`,
		code: "InvalidParameter", fields: []string{"From_Account"}, notEvent: true},
	{sentence: "From_Account is a string", body: from(`1`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account is not null", body: from(`null`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account has 1 byte or more", body: from(`""`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account has 32 bytes or fewer", body: from(`"` + long33 + `"`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account is ASCII", body: from(`"用户"`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account is printable", body: from(`"user\u0000"`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "From_Account is printable: DEL is not", body: from(`"user\u007f"`), code: "InvalidParameter", fields: []string{"From_Account"}},
	{sentence: "ContactItem is required", body: `{"From_Account":"user_0001"}`, code: "InvalidParameter", fields: []string{"ContactItem"}},
	{sentence: "ContactItem has 1 item or more", body: one(``), code: "InvalidParameter", fields: []string{"ContactItem"}},
	{sentence: "ContactItem is an array", body: `{"From_Account":"user_0001","ContactItem":{}}`, code: "InvalidParameter", fields: []string{"ContactItem"}},
	{sentence: "ContactItem is not null", body: `{"From_Account":"user_0001","ContactItem":null}`, code: "InvalidParameter", fields: []string{"ContactItem"}},
	{sentence: "ContactItem holds objects", body: one(`"user_0002"`), code: "InvalidParameter", fields: []string{"ContactItem[0]"}},
	{sentence: "Type is required", body: one(`{"To_Account":"user_0002"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].Type"}},
	{sentence: "Type is 1 or 2", body: one(`{"Type":3,"To_Account":"user_0002"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].Type"}},
	{sentence: "Type is 1 or 2, not between", body: one(`{"Type":1.5,"To_Account":"user_0002"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].Type"}},
	{sentence: "Type is a number", body: one(`{"Type":"1","To_Account":"user_0002"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].Type"}},
	{sentence: "1 needs To_Account", body: one(`{"Type":1}`), code: "InvalidParameter", fields: []string{"ContactItem[0].To_Account"}},
	{sentence: "To_Account as From_Account: a string", body: one(`{"Type":1,"To_Account":7}`), code: "InvalidParameter", fields: []string{"ContactItem[0].To_Account"}},
	{sentence: "To_Account as From_Account: 32 bytes", body: one(`{"Type":1,"To_Account":"` + long33 + `"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].To_Account"}},
	{sentence: "1 has no ToGroupId", body: one(`{"Type":1,"To_Account":"user_0002","ToGroupId":"g"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "1 has no ToGroupId, not even an empty one", body: one(`{"Type":1,"To_Account":"user_0002","ToGroupId":""}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "2 needs ToGroupId", body: one(`{"Type":2}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "ToGroupId is a string", body: one(`{"Type":2,"ToGroupId":null}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "ToGroupId has 1 byte or more", body: one(`{"Type":2,"ToGroupId":""}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "ToGroupId has 48 bytes or fewer", body: one(`{"Type":2,"ToGroupId":"` + long49 + `"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "ToGroupId of a community has 96 bytes or fewer", body: one(`{"Type":2,"ToGroupId":"` + long97 + `"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "ToGroupId is printable ASCII", body: one(`{"Type":2,"ToGroupId":"群"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].ToGroupId"}},
	{sentence: "2 has no To_Account", body: one(`{"Type":2,"ToGroupId":"g","To_Account":"user_0002"}`), code: "InvalidParameter", fields: []string{"ContactItem[0].To_Account"}},
	{sentence: "1 to CHAT_MAX_CONVERSATIONS items, default 300: where there are too many, only that is reported", body: `{"From_Account":"","ContactItem":[` + strings.Repeat(`{"Type":9},`, 300) + `{}]}`,
		code: "InvalidParameter", fields: []string{"ContactItem"}},
	{sentence: "every broken rule is reported at once", body: `{"From_Account":"","ContactItem":[` + good + `,{"Type":1},{"Type":2,"To_Account":"x"},{"Type":0}]}`, code: "InvalidParameter",
		fields: []string{"From_Account", "ContactItem[1].To_Account", "ContactItem[2].ToGroupId", "ContactItem[2].To_Account", "ContactItem[3].Type"}},
	{sentence: "at most 256 KiB", body: from(`"` + strings.Repeat("u", 256<<10) + `"`), code: "RequestTooLarge", status: 413},
}

// padded has white space before its last byte, up to a length.
func padded(body string, length int) string {
	return body[:len(body)-1] + strings.Repeat(" ", length-len(body)) + "}"
}

func TestRequestRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	for _, r := range rules {
		t.Run(r.sentence, func(t *testing.T) {
			w := w.with(t)
			for _, f := range gateways() {
				answer := w.ask(f, "/", r.body)
				want := 400
				if r.status != 0 {
					want = r.status
				}
				if answer.status != want {
					t.Errorf("over %s: status %d, not %d", f.name, answer.status, want)
				}
				r.check(t, f.name, answer.reply(t).Error)
			}
			direct := w.invoke(r.body)
			if r.notEvent {
				r.code, r.fields = "MalformedRequest", nil
			}
			if direct.goError {
				t.Error("direct: a Go error, but to repeat it would change nothing")
			}
			r.check(t, "direct", direct.Error)
		})
	}
	if n := len(w.chat.Journal()); n != 0 {
		t.Errorf("%d requests reached Chat; nothing is sent for a request that breaks a rule", n)
	}
}

func (r rule) check(t *testing.T, where string, f *failure) {
	t.Helper()
	if f == nil {
		t.Errorf("over %s: answered", where)
		return
	}
	var fields []string
	for _, d := range f.Details {
		fields = append(fields, d.Field)
		if d.Reason == "" {
			t.Errorf("over %s: no reason for %s", where, d.Field)
		}
	}
	slices.Sort(fields)
	want := slices.Sorted(slices.Values(r.fields))
	if f.Code != r.code || f.Retryable || f.Chat != nil || !slices.Equal(fields, want) {
		t.Errorf("over %s: %+v with the places %q, not %s with %q", where, f, fields, r.code, want)
	}
}

func TestRequestsThatKeepTheRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	long32, long48, long96 := long33[:32], long49[:48], long97[:96]
	for sentence, body := range map[string]string{
		"From_Account of 32 bytes":              one(good),
		"To_Account of 1 byte":                  one(`{"Type":1,"To_Account":"x"}`),
		"To_Account of 32 bytes":                one(`{"Type":1,"To_Account":"` + long32 + `"}`),
		"To_Account of any printable character": one(`{"Type":1,"To_Account":" !\"#:\\~"}`),
		"ToGroupId of 48 bytes":                 one(`{"Type":2,"ToGroupId":"` + long48 + `"}`),
		"ToGroupId of 96 bytes, a community":    one(`{"Type":2,"ToGroupId":"` + long96 + `"}`),
		"Type as a number with the value 1":     one(`{"Type":1.0,"To_Account":"user_0002"}`),
		"Type as a number with the value 2":     one(`{"Type":0.2e1,"ToGroupId":"@TGS#1B2AUI7RZ"}`),
		"names in any order":                    `{"ContactItem":[{"To_Account":"user_0002","Type":1}],"From_Account":"user_0001"}`,
		"300 items":                             one(strings.Repeat(good+",", 299) + good),
		"exactly 256 KiB":                       padded(sampleBody, 256<<10),
		"escapes for what they stand for":       one(`{"\u0054ype":1,"To_Account":"\u0075ser_0002"}`),
	} {
		t.Run(sentence, func(t *testing.T) {
			w := w.with(t)
			if sentence == "From_Account of 32 bytes" {
				if err := w.data.SetUser(long32, userWithNothing); err != nil {
					t.Fatal(err)
				}
				body = from(`"` + long32 + `"`)
			}
			if r := w.invoke(body); r.Error != nil {
				t.Errorf("direct: %.300s", r.text)
			}
			for _, f := range gateways() {
				if a := w.ask(f, "/", body); a.status != 200 {
					t.Errorf("over %s: %v", f.name, a)
				}
			}
		})
	}
}

// "up to 100; a last entry says how many more."
func TestDetailsEndAtAHundred(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for broken, more := range map[int]int{99: 0, 100: 0, 101: 1, 250: 150} {
		items := strings.Repeat(`{"Type":1},`, broken) + good
		f := w.invoke(one(items)).Error
		if f == nil {
			t.Fatal("answered")
		}
		if more == 0 {
			if len(f.Details) != broken {
				t.Errorf("%d details of %d", len(f.Details), broken)
			}
			continue
		}
		last := f.Details[len(f.Details)-1]
		if len(f.Details) != 101 || !strings.Contains(last.Reason, fmt.Sprint(more)) {
			t.Errorf("%d broken rules: %d details, the last %+v; not 101 with a last that says %d more", broken, len(f.Details), last, more)
		}
	}
}
