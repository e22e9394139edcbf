package contract

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"
)

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
