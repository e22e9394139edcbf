package handler_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// quoted returns text as a JSON string.
func quoted(text string) string {
	data, _ := json.Marshal(text)
	return string(data)
}

func TestEventForms(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	const bridge = `{"specversion":"1.0.2","id":"1","type":"t","source":"s","time":"1700000000000","new":{},"data":`
	for name, c := range map[string]struct{ event, kind string }{
		"direct":                             {sample, "direct"},
		"timer":                              {`{"Type":"Timer","TriggerName":"nightly","Time":"2026-11-02T00:00:00Z","Message":` + quoted(sample) + `}`, "timer"},
		"timer with the message as JSON":     {`{"Message":` + sample + `,"Type":"Timer"}`, "timer"},
		"timer with escapes":                 {`{"Type":"Time\u0072","Message":` + quoted(sample) + `}`, "timer"},
		"EventBridge":                        {bridge + sample + `}`, "eventbridge"},
		"EventBridge with data as text":      {bridge + quoted(sample) + `}`, "eventbridge"},
		"EventBridge, a connector of queues": {bridge + `{"topic":"t","msgId":"1:1:0","msgBody":` + quoted(sample) + `},"subjuect":"qcs"}`, "eventbridge"},
	} {
		before := len(f.log.all(t))
		if got, err := f.invoke(c.event); err != nil || got != golden {
			t.Errorf("%s: %v %s", name, err, got)
		}
		if line := f.log.all(t)[before]; line["event"] != c.kind || line["status"] != 200.0 || line["record"] != nil {
			t.Errorf("%s: the log says %v", name, line)
		}
	}
}

func TestEventWithoutARequest(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for _, event := range []string{
		`{"Type":"Timer"}`, `{"Type":"Timer","Message":""}`, `{"Type":"Timer","Message":null}`, `{"Type":"Timer","Message":7}`,
		`{"Type":"Timer","Message":"run"}`, `{"Type":"Timer","Message":"\ud800"}`, "{\"Type\":\"Timer\",\"Message\":\"\xff\"}",
		`{"specversion":"1.0"}`, `{"specversion":"1.0","data":null}`, `{"specversion":"1.0","data":[]}`, `{"specversion":null}`,
		`{"specversion":"1.0","data":{"msgBody":null}}`,
	} {
		f.direct(event).expect(t, "MalformedRequest")
	}
	f.direct(`{"specversion":"1.0","data":{}}`).expect(t, "InvalidParameter", "From_Account", "ContactItem")
	f.direct(`{"Type":"Timer","Message":"{}"}`).expect(t, "InvalidParameter", "From_Account", "ContactItem")
	f.direct(`{"Type":"Timer","Message":`+quoted(padded(256<<10+1))+`}`).expect(t, "RequestTooLarge")
}

func TestAnAnswerOver5MiBIsNoGoError(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(long(3_000_000, "m")))
	f.direct(strings.Replace(request(`{"Type":1,"To_Account":"x"}`, `{"Type":1,"To_Account":"x"}`), "user_0001", "u", 1)).expect(t, "RequestTooLarge")
}
