package handler_test

import (
	"strings"
	"testing"
)

func TestEventOfNoKnownForm(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for _, event := range []string{
		`{"key1":"test value 1","key2":"test value 2"}`, `{}`, `[]`, `null`, `7`, `"text"`, ``, `{`, `{}{}`, "\xff", `{"a":}`,
		`{"Type":"timer","Message":"{}"}`, `{"Type":7}`, `{"Records":{}}`, `{"Records":"x"}`, `{"EventList":7}`, `{"from_account":"u"}`,
		`[` + sample + `]`, sample + `x`,
	} {
		got := f.direct(event)
		got.expect(t, "MalformedRequest")
		for _, form := range []string{"httpMethod", "payload", "From_Account", "Timer", "Records", "specversion", "EventList"} {
			if !strings.Contains(got.Error.Message, form) {
				t.Errorf("%s: the message does not name %s: %s", event, form, got.Error.Message)
			}
		}
	}
	for _, line := range f.log.all(t) {
		if line["event"] != "unknown" {
			t.Errorf("the log says %v", line)
		}
	}
}

func TestHTTPThatCannotBeReadToItsEndIsHTTP(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	for _, event := range []string{
		`{"headers":{},"payload":` + deep + `}`, `{"payload":` + deep + `,"headers":{}}`,
		`{"From_Account":"u","headers":{},"x":` + deep + `}`, `{"headers":{}`, `{"headers":{}}}`,
	} {
		f.http(event).expect(t, 401, "AuthFailure")
	}
	for _, event := range []string{`{"From_Account":"u","ContactItem":` + deep + `}`, `{"Records":` + deep + `}`, `{"Type":"Timer"`} {
		f.direct(event).expect(t, "MalformedRequest")
	}
}

func TestEventFirstFormDecides(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty), "CALLER_AUTH", "none")
	for event, kind := range map[string]string{
		`{"Type":"Timer",` + sample[1:]:                                                    "direct",
		`{"Records":[],` + sample[1:]:                                                      "direct",
		`{"Type":"Timer","Message":"","Records":[]}`:                                       "timer",
		`{"Type":"other","Records":[]}`:                                                    "queue",
		`{"Records":null,"EventList":[]}`:                                                  "queue",
		`{"Records":7,"EventList":[]}`:                                                     "eventbridge",
		`{"specversion":"1.0","EventList":[]}`:                                             "eventbridge",
		`{"Type":"Timer","Message":"{}","httpMethod":"POST"}`:                              "url",
		`{"httpMethod":"GET","httpMethod":"POST","headers":{"x":"y"},"requestContext":{}}`: "apigw",
		`{"payload":` + sample + `}`:                                                       "clb",
	} {
		before := len(f.log.all(t))
		if _, err := f.invoke(event); err != nil {
			t.Errorf("%s: %v", event, err)
		}
		if line := f.log.all(t)[before]; line["event"] != kind {
			t.Errorf("%s is taken for %v, not %s", event, line["event"], kind)
		}
	}
}
