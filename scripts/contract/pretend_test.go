package contract

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

// "An event that has any of httpMethod, headers, requestContext, payload is HTTP and
// never trusted, whatever else it holds." Each of these events also looks like a trusted
// one, which would be answered.
func TestEventsThatPretend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	quoted := strconv.Quote(sampleBody)
	direct := sampleBody[1:]
	for _, event := range []string{
		`{"httpMethod":"POST",` + direct,
		`{"headers":{},` + direct,
		`{"requestContext":{},` + direct,
		`{"payload":{},` + direct,
		`{"httpMethod":null,` + direct,
		`{"headers":null,` + direct,
		`{"requestContext":7,` + direct,
		`{"payload":null,` + direct,
		`{` + strings.TrimSuffix(direct, "}") + `,"headers":"x"}`,
		`{"\u0068ttpMethod":"POST",` + direct,
		`{"headers":{},"Type":"Timer","Message":` + quoted + `}`,
		`{"requestContext":{},"Records":[{"CMQ":{"msgBody":` + quoted + `}}]}`,
		`{"payload":` + sampleBody + `,"specversion":"1.0.2","data":` + sampleBody + `}`,
		`{"httpMethod":"POST","EventList":[{"data":` + sampleBody + `}]}`,
		`{"httpMethod":"POST","headers":{},"body":` + quoted + `,"From_Account":"user_0001"}`,
	} {
		a := w.event(event)
		if a.status == 200 || len(a.reply(t).Conversations) > 0 {
			t.Errorf("%s was trusted: %v", event, a)
		}
	}
	if n := len(w.chat.Journal()); n != 0 {
		t.Errorf("%d requests reached Chat", n)
	}
}

// An HTTP body that is another event is an invalid request.
func TestBodiesThatPretend(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "CALLER_AUTH=none")
	w.eachFace(t, func(w *world, f face) {
		for _, body := range []string{
			`{"Type":"Timer","Message":` + strconv.Quote(sampleBody) + `}`,
			`{"Records":[{"CMQ":{"msgBody":` + strconv.Quote(sampleBody) + `}}]}`,
			`{"specversion":"1.0.2","data":` + sampleBody + `}`,
			`{"httpMethod":"POST","body":` + strconv.Quote(sampleBody) + `}`,
			`{"payload":` + sampleBody + `,"headers":{}}`,
		} {
			if a := w.ask(f, "/", body); a.status != 400 || a.reply(t).Error.Code != "InvalidParameter" {
				t.Errorf("%s: %v", body, a)
			}
		}
	})
}

// Section 7, CLB: "known by payload, headers; without X-Method it is a POST".
func TestCLBWithoutItsHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	authorization := w.credential("user_0001")
	for sentence, row := range map[string]struct {
		event  string
		status int
	}{
		"without X-Method":       {`{"headers":{"Authorization":"` + authorization + `"},"payload":` + sampleBody + `,"isBase64Encoded":"false"}`, 200},
		"X-Method in lower case": {`{"headers":{"x-method":"GET","x-uri":"/a/healthz"},"payload":""}`, 200},
		"a GET":                  {`{"headers":{"X-Method":"GET","X-Uri":"/"},"payload":""}`, 405},
		"another app":            {`{"headers":{"X-Uri":"/?sdkappid=7"},"payload":` + sampleBody + `}`, 404},
		"a broken X-Uri":         {`{"headers":{"X-Uri":"%%%","Authorization":"` + authorization + `"},"payload":` + sampleBody + `}`, 400},
		"payload alone":          {`{"payload":` + sampleBody + `}`, 401},
		"headers alone":          {`{"headers":{"Authorization":"` + authorization + `"}}`, 400},
		"a payload in base64":    {`{"headers":{"Authorization":"` + authorization + `"},"payload":"e30=","isBase64Encoded":"true"}`, 400},
		"a payload as text":      {`{"headers":{"Authorization":"` + authorization + `"},"payload":` + strconv.Quote(sampleBody) + `}`, 200},
	} {
		if a := w.event(row.event); a.status != row.status {
			t.Errorf("%s: %v, not %d", sentence, a, row.status)
		}
	}
}

// quoted returns text as a JSON string.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be encoded as JSON
	}
	return string(b)
}

// "always, never a Go error": behind CLB the client's JSON is part of the event, and the
// client may nest it to any depth.
func TestCLBWithADeepPayload(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, depth := range []int{5_000, 9_999, 10_001, 100_000} {
		for _, payload := range []string{
			strings.Repeat("[", depth) + strings.Repeat("]", depth),
			strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth),
		} {
			raw := w.raw(`{"headers":{"X-Method":"POST","X-Uri":"/"},"payload":` + payload + `,"isBase64Encoded":"false"}`)
			if _, err := platform.ParseResponse(raw.Payload); raw.Error != nil || err != nil {
				t.Errorf("%d deep: %v: %.200s", depth, err, raw.Payload)
			}
		}
	}
	w.works()
}

// "more than one Authorization is 401"; also headers that no known gateway sends.
func TestHeaderSmuggling(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.credential("user_0001")
	boss := "UserSig " + admin + ":" + w.userSig(admin, time.Hour)
	q := quoted
	for sentence, row := range map[string]struct {
		headers string
		status  int
	}{
		"one":                               {`{"Authorization":` + q(mine) + `}`, 200},
		"odd case":                          {`{"aUTHORIZATION":` + q(mine) + `}`, 200},
		"one in a list":                     {`{"authorization":[` + q(mine) + `]}`, 200},
		"two in a list":                     {`{"authorization":[` + q(mine) + `,` + q(mine) + `]}`, 401},
		"two cases":                         {`{"authorization":` + q(mine) + `,"Authorization":` + q(boss) + `}`, 401},
		"the same name twice":               {`{"authorization":` + q(mine) + `,"authorization":` + q(boss) + `}`, 401},
		"two in one, parted by a comma":     {`{"authorization":` + q(mine+", "+boss) + `}`, 401},
		"a newline and another":             {`{"authorization":` + q(mine+"\r\nAuthorization: "+boss) + `}`, 401},
		"a newline before":                  {`{"authorization":` + q("\r\n"+mine) + `}`, 401},
		"a name with a newline":             {`{"x\r\nauthorization":` + q(mine) + `}`, 401},
		"a name with a blank":               {`{"authorization ":` + q(mine) + `}`, 401},
		"an empty one beside it":            {`{"authorization":"","Authorization":` + q(mine) + `}`, 401},
		"a number":                          {`{"authorization":7}`, 401},
		"an object":                         {`{"authorization":{"a":` + q(mine) + `}}`, 401},
		"null":                              {`{"authorization":null}`, 401},
		"a NUL byte":                        {`{"authorization":` + q(mine+"\x00") + `}`, 401},
		"in another header":                 {`{"x-authorization":` + q(mine) + `,"proxy-authorization":` + q(boss) + `}`, 401},
		"a content type beside a good one":  {`{"authorization":` + q(mine) + `,"content-type":["application/json","text/plain"]}`, 415},
		"headers as a list":                 {`[` + q("authorization: "+mine) + `]`, 401},
		"headers as a string":               {q("authorization: " + mine), 401},
		"a megabyte of Authorization":       {`{"authorization":"UserSig user_0001:` + strings.Repeat("A", 1<<20) + `"}`, 401},
		"a megabyte of another":             {`{"x-long":"` + strings.Repeat("A", 1<<20) + `","authorization":` + q(mine) + `}`, 200},
		"a hundred thousand headers":        {`{` + strings.Repeat(`"x":"",`, 100_000) + `"authorization":` + q(mine) + `}`, 200},
		"deep nesting in place of a header": {`{"x":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `,"authorization":` + q(mine) + `}`, 200},
	} {
		a := w.event(`{"httpMethod":"POST","path":"/","headers":` + row.headers + `,"body":` + q(sampleBody) + `}`)
		if a.status != row.status {
			t.Errorf("%s: %v, not %d", sentence, a, row.status)
		}
	}
	w.works()
}
