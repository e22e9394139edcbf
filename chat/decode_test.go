package chat_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"chatmarks/chat"

	smithy "github.com/aws/smithy-go"
)

// good wraps fields in an answer with all required fields.
func good(fields string) string {
	if fields != "" {
		fields += ","
	}
	return "{" + fields + `"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
}

// item wraps the fields of one result.
func item(fields string) string {
	return good(`"ContactResultItem":[{"Type":1,"To_Account":"b",` + fields + `}]`)
}

func group(fields string) string { return good(`"GroupItem":[{` + fields + `}]`) }

// show formats an output in one line.
func show(out *chat.SearchContactGroupOutput) string {
	var b strings.Builder
	for _, r := range out.ContactResultItem {
		seconds := int64(0)
		if !r.Timestamp.IsZero() {
			seconds = r.Timestamp.Unix()
		}
		fmt.Fprintf(&b, "%d:%s%s %q %b %q %v %d;", r.Type, r.ToAccount, r.ToGroupID, r.StandardMark, r.Marks, r.CustomMark, r.ContactGroupID, seconds)
	}
	for _, g := range out.GroupItem {
		name := "null"
		if g.GroupName != nil {
			name = fmt.Sprintf("%q", *g.GroupName)
		}
		fmt.Fprintf(&b, " %d=%s", g.GroupID, name)
	}
	return b.String()
}

const bare = `1:b "" 0 "" [] 0;` // of an item that has nothing

func TestDecodeAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"nothing at all":                   {good(``), ``},
		"blanks around":                    {" \n\t" + good(``) + "\r\n ", ``},
		"a Timestamp as an exponent":       {item(`"Timestamp":1e9`), `1:b "" 0 "" [] 1000000000;`},
		"a Timestamp with a fraction of 0": {item(`"Timestamp":1000000000.0`), `1:b "" 0 "" [] 1000000000;`},
		"the last Timestamp":               {item(`"Timestamp":253402300799`), `1:b "" 0 "" [] 253402300799;`},
		"a Timestamp of the year 10000":    {item(`"Timestamp":253402300800`), bare},
		"a Timestamp and a bit":            {item(`"Timestamp":1775217000.00000001`), bare},
		"a Timestamp shifted":              {item(`"Timestamp":0.1775217000e10`), `1:b "" 0 "" [] 1775217000;`},
		"a Timestamp of null":              {item(`"Timestamp":null`), bare},
		"the new name before the older":    {good(`"ContactItem":[{"Type":1,"To_Account":"old"}],"ContactResultItem":[{"Type":1,"To_Account":"b"}]`), bare},
		"the new name, empty":              {good(`"ContactResultItem":[],"ContactItem":[{"Type":1,"To_Account":"old"}]`), ``},
		"names in other letters":           {good(`"contactresultitem":[{"Type":1}],"groupItem":7`), ``},
		"an ErrorDisplay":                  {good(`"ErrorDisplay":"x"`), ``},
		"ErrorInfo null":                   {`{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":null}`, ``},
		"an item without a type":           {good(`"ContactResultItem":[{"To_Account":"b"}]`), `0:b "" 0 "" [] 0;`},
		"an item without an ID":            {good(`"ContactResultItem":[{},{"Type":1,"ToGroupId":"g"},{"Type":1,"To_Account":"b"},{}]`), bare},
		"an ID of the other type":          {good(`"ContactResultItem":[{"Type":1,"To_Account":"b","ToGroupId":"x"},{"Type":2,"To_Account":"x","ToGroupId":"g"}]`), bare + `2:g "" 0 "" [] 0;`},
		"null IDs":                         {good(`"ContactResultItem":[{"Type":1,"To_Account":"b","ToGroupId":null}]`), bare},
		"a custom mark":                    {item(`"CustomMark":"{\"a\":\"\u4f60\\n\"}"`), `1:b "" 0 "{\"a\":\"你\\n\"}" [] 0;`},
		"a custom mark that is not UTF-8":  {item("\"CustomMark\":\"a\xffb\""), `1:b "" 0 "a` + "\uFFFD" + `b" [] 0;`},
		"half a surrogate pair":            {item(`"CustomMark":"a\ud800b"`), `1:b "" 0 "a` + "\uFFFD" + `b" [] 0;`},
		"time null":                        {item(`"Timestamp":null`), bare},
		"a ResultCode of null":             {item(`"ResultCode":null`), bare},
		"a group of the highest id":        {group(`"GroupId":9223372036854775807`), ` 9223372036854775807=null`},
		"a group whose name is null":       {group(`"GroupName":null,"GroupId":1`), ` 1=null`},
		"a group whose name is empty":      {group(`"GroupName":"","GroupId":1`), ` 1=""`},
		"a group without an id":            {group(`"GroupName":"n"`), ``},
		"a group whose id is null":         {group(`"GroupName":"n","GroupId":null`), ``},
		"a group twice":                    {good(`"GroupItem":[{"GroupId":1,"GroupName":"n"},{"GroupId":1,"GroupName":"m"}]`), ` 1="n"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := chat.DecodeAnswer([]byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(out); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}

// Any answer takes memory in proportion to its size. The test is not parallel, because
// it measures the memory used.
func TestDecodeAnswerNeedsLittleMemory(t *testing.T) {
	for name, part := range map[string]string{
		"empty results":  `"ContactResultItem":[` + strings.Repeat(`{},`, 300_000) + `{}],`,
		"a name again":   strings.Repeat(`"ContactItem":[],`, 60_000),
		"another result": `"ContactResultItem":[` + strings.Repeat(`0,`, 500_000) + `0],`,
	} {
		body := []byte(`{` + part + `"ActionStatus":"OK","ErrorCode":0}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = chat.DecodeAnswer(body)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 20*uint64(len(body)) {
			t.Errorf("%s: %d bytes for %d", name, n, len(body))
		}
	}
}

func TestDecodeAnswerRefuses(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing":                           ``,
		"half an answer":                    good(``)[:20],
		"an array":                          `[` + good(``) + `]`,
		"null":                              `null`,
		"a text":                            `"OK"`,
		"a byte after the object":           good(``) + `x`,
		"a closing brace too many":          good(``) + `}`,
		"a comment":                         good(``) + `// done`,
		"a byte order mark":                 "\ufeff" + good(``),
		"a trailing comma":                  `{"ActionStatus":"OK","ErrorCode":0,}`,
		"ActionStatus in other letters":     `{"ActionStatus":"ok","ErrorCode":0}`,
		"ErrorCode a text that is a code":   `{"ActionStatus":"FAIL","ErrorCode":"50004"}`,
		"ErrorCode a fraction":              `{"ActionStatus":"OK","ErrorCode":0.5}`,
		"ErrorCode past 64 bits":            `{"ActionStatus":"FAIL","ErrorCode":99999999999999999999}`,
		"both missing":                      `{}`,
		"ErrorInfo a number":                `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":1}`,
		"results an object":                 good(`"ContactResultItem":{}`),
		"results a text":                    good(`"ContactResultItem":""`),
		"older results a number":            good(`"ContactItem":1`),
		"Type a fraction":                   good(`"ContactResultItem":[{"Type":1.0,"To_Account":"b"}]`),
		"ToGroupId an object":               good(`"ContactResultItem":[{"Type":2,"ToGroupId":{}}]`),
		"StandardMark an array":             item(`"StandardMark":[1]`),
		"CustomMark a boolean":              item(`"CustomMark":false`),
		"ContactGroupId of texts":           item(`"ContactGroupId":["1"]`),
		"ContactGroupId of null":            item(`"ContactGroupId":[null]`),
		"ContactGroupId of fractions":       item(`"ContactGroupId":[1.5]`),
		"ResultCode a text":                 item(`"ResultCode":"0"`),
		"a group that is null":              good(`"GroupItem":[null]`),
		"a group that is a text":            good(`"GroupItem":["g"]`),
		"20000 arrays in each other":        good(`"New":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000)),
		"20000 objects in each other":       strings.Repeat(`{"ContactResultItem":`, 20000),
		"a number that is none":             good(`"New":01`),
		"a text with a line break":          good("\"New\":\"a\nb\""),
		"no value":                          `{"ErrorCode"}`,
		"a code, but the object is cut off": `{"ActionStatus":"FAIL","ErrorCode":50004`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := chat.DecodeAnswer([]byte(body))
			if _, refused := as[*smithy.DeserializationError](err); !refused || out != nil {
				t.Errorf("%+v, %v", out, err)
			}
		})
	}
}

func TestDecodeAnswerCodeDecides(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"wrong types after":          `{"ErrorCode":50002,"ErrorInfo":"why","GroupItem":"","ContactItem":{"a":[]}}`,
		"a result with its own code": `{"ErrorCode":50002,"ErrorInfo":"why","ContactResultItem":[{"ResultCode":7}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := chat.DecodeAnswer([]byte(body))
			if api, ok := as[*chat.APIError](err); !ok || api.Code != 50002 || api.Info != "why" || out != nil {
				t.Errorf("%+v, %v", out, err)
			}
		})
	}
	for name, body := range map[string]string{
		"no ErrorInfo": `{"ErrorCode":-3}`, "ErrorInfo null": `{"ErrorCode":-3,"ErrorInfo":null}`, "ErrorInfo an array": `{"ErrorCode":-3,"ErrorInfo":[]}`,
	} {
		_, err := chat.DecodeAnswer([]byte(body))
		if api, ok := as[*chat.APIError](err); !ok || api.Code != -3 || api.Info != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
