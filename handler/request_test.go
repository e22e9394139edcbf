package handler_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// request returns a request with the given conversations.
func request(items ...string) string {
	return `{"From_Account":"user_0001","ContactItem":[` + strings.Join(items, ",") + `]}`
}

const (
	peer  = `{"Type":1,"To_Account":"user_0002"}`
	group = `{"Type":2,"ToGroupId":"g"}`
)

// TestRequestRules checks rules that the cases of section 2 do not cover.
func TestRequestRules(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for name, c := range map[string]struct {
		body   string
		places []string
	}{
		"nothing at all":                    {`{}`, []string{"From_Account", "ContactItem"}},
		"unknown name that is empty":        {`{"":1,"From_Account":"u","ContactItem":[{"":1,"Type":1,"To_Account":"x"}]}`, []string{`""`, `ContactItem[0].""`}},
		"names of another case":             {`{"from_account":"u","contactItem":[` + peer + `]}`, []string{"from_account", "contactItem", "From_Account", "ContactItem"}},
		"repeated Type":                     {request(`{"Type":1,"Type":2,"To_Account":"a"}`), []string{"ContactItem[0].Type"}},
		"conversations of other types":      {request(`null`, `1`, `"a"`, `[]`, peer), []string{"ContactItem[0]", "ContactItem[1]", "ContactItem[2]", "ContactItem[3]"}},
		"Type 0":                            {request(`{"Type":0}`), []string{"ContactItem[0].Type"}},
		"Type as 1e1":                       {request(`{"Type":1e1,"To_Account":"a"}`), []string{"ContactItem[0].Type"}},
		"Type null":                         {request(`{"Type":null,"To_Account":"a"}`), []string{"ContactItem[0].Type"}},
		"Type 1 with ToGroupId null":        {request(`{"ToGroupId":null,"Type":1,"To_Account":"a"}`), []string{"ContactItem[0].ToGroupId"}},
		"Type 1 with ToGroupId alone":       {request(`{"Type":1,"ToGroupId":"g"}`), []string{"ContactItem[0].To_Account", "ContactItem[0].ToGroupId"}},
		"Type 2 with To_Account alone":      {request(`{"Type":2,"To_Account":"a"}`), []string{"ContactItem[0].ToGroupId", "ContactItem[0].To_Account"}},
		"Type 2 with an empty To_Account":   {request(`{"Type":2,"ToGroupId":"g","To_Account":""}`), []string{"ContactItem[0].To_Account"}},
		"To_Account null":                   {request(`{"Type":1,"To_Account":null}`), []string{"ContactItem[0].To_Account"}},
		"To_Account empty":                  {request(`{"Type":1,"To_Account":""}`), []string{"ContactItem[0].To_Account"}},
		"a value nested deeply":             {`{"From_Account":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `,"ContactItem":[` + peer + `]}`, []string{"From_Account"}},
		"100,000 conversations":             {`{"From_Account":"u","ContactItem":[` + strings.Repeat("1,", 100_000) + `1]}`, []string{"ContactItem"}},
		"a rule of a conversation past 299": {request(append(repeat(peer, 299), `{"Type":1}`)...), []string{"ContactItem[299].To_Account"}},
	} {
		got := f.post(c.body)
		if got.StatusCode != 400 {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
			continue
		}
		t.Run(name, func(t *testing.T) { got.failure(t).expect(t, "InvalidParameter", c.places...) })
	}
}

func repeat(item string, n int) (items []string) {
	for range n {
		items = append(items, item)
	}
	return items
}

func TestRequestWithManyFaults(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for faults, rest := range map[int]string{100: "", 101: "and 1 more", 250: "and 150 more"} {
		got := f.post(request(repeat(`{"Type":1}`, faults)...)).failure(t).Error.Details
		last := got[min(faults, 101)-1]
		if rest == "" && (len(got) != 100 || last.Field == "") || rest != "" && (len(got) != 101 || last != detail{"", rest}) {
			t.Errorf("%d faults: %d details, the last %+v", faults, len(got), last)
		}
	}
}

func TestRequestWithALongName(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for name, want := range map[string]string{
		strings.Repeat("é", 50_000):    strings.Repeat("é", 32) + "…",
		"a" + strings.Repeat("é", 100): "a" + strings.Repeat("é", 31) + "…",
		strings.Repeat("n", 64):        strings.Repeat("n", 64),
	} {
		got := f.post(`{"` + name + `":1}`).failure(t)
		if field := got.Error.Details[0].Field; field != want {
			t.Errorf("field %.200q", field)
		}
	}
}

func TestRequestMalformed(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for _, body := range []string{
		"", " ", "null", "1", `"text"`, "[]", "[" + sample + "]", sample + sample, sample + " x", sample[:len(sample)-1],
		`{"From_Account":}`, `{'From_Account':"u"}`, "\ufeff" + sample, `{"From_Account":"\ud800"}`, `{"\udc00":1}`,
		`{"From_Account":"u",}`, `{"a":NaN}`, `{"a":01}`, "{\"a\":\"\n\"}", strings.Repeat(`{"a":`, 11_000) + "1" + strings.Repeat("}", 11_000),
		strings.Repeat("[", 100_000), `{"ContactItem":[`, `{"ContactItem":[{"Type":1]}`, `{"ContactItem":{]}`,
	} {
		if got := f.post(body); got.StatusCode != 400 {
			t.Errorf("%.60q: %d %s", body, got.StatusCode, got.Body)
		} else {
			got.failure(t).expect(t, "MalformedRequest")
		}
	}
}

// padded is a request of n bytes.
func padded(n int) string { return sample + strings.Repeat(" ", n-len(sample)) }

func TestRequestOf256KiB(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	const limit = 256 << 10
	encoded := func(body string) string { return base64.StdEncoding.EncodeToString([]byte(body)) }
	for name, c := range map[string]struct {
		event any
		code  string
	}{
		"a body at the limit":          {f.event(padded(limit)), ""},
		"a body over it":               {f.event(padded(limit + 1)), "RequestTooLarge"},
		"base64 at the limit":          {f.event(encoded(padded(limit)), with("isBase64Encoded", true)), ""},
		"base64 over it":               {f.event(encoded(padded(limit+1)), with("isBase64Encoded", true)), "RequestTooLarge"},
		"junk over it":                 {f.event(strings.Repeat("x", limit+1), noHeader("authorization")), "RequestTooLarge"},
		"over it and not UTF-8":        {strings.Replace(string(encode(t, f.event(padded(limit+9)))), "user_0002", "\xff", 1), "RequestTooLarge"},
		"over it and a lone surrogate": {strings.Replace(string(encode(t, f.event(padded(limit+9)))), "user_0002", `\ud800`, 1), "RequestTooLarge"},
	} {
		status := map[string]int{"": 200, "RequestTooLarge": 413}[c.code]
		if got := f.http(c.event); got.StatusCode != status {
			t.Errorf("%s: %d %.200s", name, got.StatusCode, got.Body)
		}
	}
	for n, code := range map[int]string{limit: "", limit + 1: "RequestTooLarge"} {
		got, err := f.invoke(padded(n))
		if err != nil || strings.Contains(got, `"error"`) != (code != "") || !strings.Contains(got, code) {
			t.Errorf("a direct event of %d bytes: %v %.200s", n, err, got)
		}
	}
}

func TestRequestOfMaxConversations(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), "CHAT_MAX_CONVERSATIONS", "2", "CALLER_AUTH", "none")
	f.post(request(peer, group)).expect(t, 200, "")
	f.post(request(peer, group, peer)).expect(t, 400, "InvalidParameter")
	f.env = environment("CHAT_MAX_CONVERSATIONS", "1000", "CALLER_AUTH", "none")
	items := distinct(1, 1000)
	f.post(request(items...)).expect(t, 200, "")
	f.post(request(append(items, peer)...)).expect(t, 400, "InvalidParameter")
}
