package contract

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"chatmarks/chat/chattest"
)

// batches are the forms that carry several requests.
var batches = map[string]func(bodies ...string) string{
	"CKafka": func(bodies ...string) string { return records("Ckafka", bodies) },
	"CMQ":    func(bodies ...string) string { return records("CMQ", bodies) },
	"EventBridge": func(bodies ...string) string {
		var list []string
		for _, b := range bodies {
			list = append(list, `{"specversion":"1.0.2","data":{"msgBody":`+strconv.Quote(b)+`}}`)
		}
		return `{"EventList":[` + strings.Join(list, ",") + `]}`
	},
}

func records(kind string, bodies []string) string {
	var list []string
	for _, b := range bodies {
		list = append(list, `{"`+kind+`":{"msgBody":`+strconv.Quote(b)+`}}`)
	}
	return `{"Records":[` + strings.Join(list, ",") + `]}`
}

// asks for the conversations of a user with n.
func asks(user string, n int) string {
	return fmt.Sprintf(`{"From_Account":%q,"ContactItem":[{"Type":1,"To_Account":"peer_%d"}]}`, user, n)
}

// "{"results":[…]}, an answer or an error each, in order; none for none"
func TestBatchOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, batch := range batches {
		t.Run(name, func(t *testing.T) {
			w := w.with(t)
			var bodies []string
			for i := range 25 {
				user := "user_0001"
				if i%5 == 3 {
					user = "nobody"
				}
				bodies = append(bodies, asks(user, i))
			}
			bodies[7], bodies[8], bodies[9] = "junk", "", `{"From_Account":7}`
			r := w.invoke(batch(bodies...))
			if r.goError || len(r.Results) != 25 {
				t.Fatalf("a Go error: %t, %d results: %.300s", r.goError, len(r.Results), r.text)
			}
			for i, one := range r.Results {
				checkRecord(t, i, one)
				if one.RequestID != r.requestID {
					t.Errorf("record %d: requestID %q, not %q", i, one.RequestID, r.requestID)
				}
			}
			if r := w.invoke(batch()); string(r.text) != `{"results":[]}` {
				t.Errorf("none for none: %s", r.text)
			}
		})
	}
}

func checkRecord(t *testing.T, i int, r reply) {
	t.Helper()
	want := map[bool]string{true: "ResourceNotFound"}[i%5 == 3]
	switch i {
	case 7, 8:
		want = "MalformedRequest"
	case 9:
		want = "InvalidParameter"
	}
	switch {
	case want == "" && (len(r.Conversations) != 1 || r.Conversations[0].ConversationID != fmt.Sprintf("C2Cpeer_%d", i)):
		t.Errorf("record %d: %+v", i, r)
	case want != "" && (r.Error == nil || r.Error.Code != want):
		t.Errorf("record %d: %+v, not %s", i, r, want)
	}
}

// "A batch is a Go error only when no record was answered and at least one
// failure is retryable (its text the same {"results":[…]})"
func TestBatchAsGoError(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		sentence string
		bodies   []string
		script   string
		goError  bool
	}{
		{"one answered, one retryable", []string{sampleBody, sampleBody}, "60007", false},
		{"none answered, one retryable, one junk", []string{"junk", sampleBody}, "60007", true},
		{"none answered, all retryable", []string{sampleBody, sampleBody}, "60007*", true},
		{"none answered, none retryable", []string{sampleBody, "junk"}, "51008", false},
		{"one junk", []string{"junk"}, "", false},
		{"one retryable", []string{sampleBody}, "50004*", true},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			t.Parallel()
			for name, batch := range batches {
				w := newWorld(t)
				w.play(row.script)
				r := w.invoke(batch(row.bodies...))
				if r.goError != row.goError || len(r.Results) != len(row.bodies) || !strings.HasPrefix(string(r.text), `{"results":[{`) {
					t.Errorf("%s: a Go error: %t, not %t: %s", name, r.goError, row.goError, r.text)
				}
			}
		})
	}
}

// What a record is made of, beside a plain message body.
func TestRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	quoted := strconv.Quote(sampleBody)
	for sentence, row := range map[string]struct {
		record string
		code   string
	}{
		"partition with a capital":       {`{"Ckafka":{"topic":"t","Partition":1,"offset":1,"msgKey":"None","msgBody":` + quoted + `}}`, ""},
		"unknown fields":                 {`{"New":1,"Ckafka":{"New":{},"msgBody":` + quoted + `}}`, ""},
		"owner and tags in another form": {`{"CMQ":{"topicOwner":"1","msgTag":"a,b","msgBody":` + quoted + `}}`, ""},
		"no body":                        {`{"Ckafka":{"topic":"t"}}`, "MalformedRequest"},
		"a null body":                    {`{"Ckafka":{"msgBody":null}}`, "MalformedRequest"},
		"an unknown queue":               {`{"Pulsar":{"msgBody":` + quoted + `}}`, "MalformedRequest"},
		"a number":                       {`7`, "MalformedRequest"},
		"null":                           {`null`, "MalformedRequest"},
		"an app that is not configured":  {`{"CMQ":{"msgBody":` + strconv.Quote(`{"sdkappid":7,`+sampleBody[1:]) + `}}`, "ResourceNotFound"},
	} {
		r := w.invoke(`{"Records":[` + row.record + `]}`)
		if len(r.Results) != 1 || r.goError {
			t.Errorf("%s: %s", sentence, r.text)
			continue
		}
		if f := r.Results[0].Error; row.code == "" && f != nil || row.code != "" && (f == nil || f.Code != row.code) {
			t.Errorf("%s: %s, not %q", sentence, r.text, row.code)
		}
	}
}

// The answers of a batch are one answer of the function: the platform takes 6 MB.
// What does not fit is an error of its own, and the rest is answered.
func TestBatchOverTheLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chat.Script(chattest.Step{Repeat: chattest.Forever, Body: results(`{"Type":1,"To_Account":"user_0002","CustomMark":"` + strings.Repeat("m", 5_000) + `"}`)})
	body := one(strings.Repeat(good+",", 199) + good) // an answer of 1 MB
	r := w.invoke(records("Ckafka", []string{body, body, body, body, body, body, body, body}))
	answered := 0
	for _, one := range r.Results {
		switch {
		case len(one.Conversations) == 200:
			answered++
		case one.Error == nil || one.Error.Code != "RequestTooLarge":
			t.Errorf("%+v", one.Error)
		}
	}
	if r.goError || len(r.Results) != 8 || answered == 0 || len(r.text) > 6_000_000 {
		t.Errorf("%d results, %d answered, in %d bytes", len(r.Results), answered, len(r.text))
	}
}
