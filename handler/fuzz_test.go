package handler_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"chatmarks/chat"
	"chatmarks/handler"
)

// shapes returns events of every form and some junk.
func shapes(f *function) []any {
	lb := clb(json.RawMessage(sample), "UserSig user_0001:"+f.sign("user_0001"))
	return []any{
		f.event(sample), f.event("eyJ9", with("isBase64Encoded", true)), functionURL(sample, "Bearer x"), lb,
		f.event(sample, with("queryString", object{"sdkappid": []any{"1", true}})),
		object{"httpMethod": "GET", "path": "/healthz"}, object{"httpMethod": "OPTIONS", "headers": object{"Origin": "https://a.example"}},
		sample, `{"sdkappid":"1400000001",` + sample[1:], `{"Type":"Timer","Message":` + quoted(sample) + `}`,
		kafka(quoted(sample), `7`), `{"Records":[{"CMQ":{"msgBody":"{}"}}]}`, `{"specversion":"1.0","data":` + sample + `}`,
		`{"EventList":[{"data":{"msgBody":` + quoted(sample) + `}},null]}`, `{"key1":"test value 1"}`,
		`{"headers":null}`, `{"requestContext":7,"From_Account":"u"}`, `{"payload":"\ud800"}`, "{\"payload\":\"\xff\"}", `[]`, `null`, ``, `{}{}`,
		`{"httpMethod":"POST","headers":{"a":[[],{}]},"body":{"a":1}}`,
	}
}

// FuzzInvoke checks that no event makes the function panic or leak its key, that an
// event that looks like HTTP always gets an HTTP answer, and that a client of CloudBase
// gets no answer without a credential.
func FuzzInvoke(f *testing.F) {
	fn := newCanned(f, answering(empty), "CALLER_AUTH", "token,usersig", "CALLER_TOKENS", token, "CORS_ALLOW_ORIGINS", "https://a.example", "LOG_LEVEL", "error")
	for _, event := range shapes(fn) {
		f.Add(encode(f, event), false)
		f.Add(encode(f, event), true)
	}
	cloudBase := maps.Clone(fn.env)
	cloudBase["TCB_CONTEXT_KEYS"] = ""
	f.Fuzz(func(t *testing.T, event []byte, fromCloudBase bool) {
		env := fn.env
		if fromCloudBase {
			env = cloudBase
		}
		answer, err := fn.Invoke(handing(t.Context(), env), event)
		if err != nil {
			t.Fatalf("a Go error, but Chat has no fault: %v", err)
		}
		fn.secrets.check(t, "the answer", string(answer))
		if !json.Valid(answer) || strings.Contains(string(answer), "InternalError") {
			t.Fatalf("not an answer: %s", answer)
		}
		if fromCloudBase && !strings.Contains(string(answer), "AuthFailure") && !strings.Contains(string(event), token) && !strings.Contains(string(event), "UserSig") {
			t.Fatalf("a client of CloudBase without a credential got %s", answer)
		}
		if looksLikeHTTP(event) {
			got := decode[response](t, string(answer))
			if got.IsBase64Encoded == nil || *got.IsBase64Encoded || got.StatusCode < 200 || got.Headers["X-Request-ID"] != requestID {
				t.Fatalf("not an HTTP answer: %s", answer)
			}
			if got.Body != "" && !json.Valid([]byte(got.Body)) {
				t.Fatalf("not JSON: %s", got.Body)
			}
			if got.StatusCode == http.StatusOK && !strings.Contains(string(event), token) && strings.Contains(got.Body, "fromAccount") && !strings.Contains(string(event), "UserSig") {
				t.Fatalf("an answer without a credential: %s", answer)
			}
		}
	})
}

// looksLikeHTTP reports whether an event is HTTP, with an implementation of its own.
func looksLikeHTTP(event []byte) bool {
	var o map[string]json.RawMessage
	if json.Unmarshal(event, &o) != nil {
		return false
	}
	return slices.ContainsFunc([]string{"httpMethod", "headers", "requestContext", "payload"}, func(key string) bool {
		_, ok := o[key]
		return ok
	})
}

// FuzzDecodeRequest checks that a body is either a request that is the same after it is
// encoded and decoded again, or a failure that names the field of each broken rule.
func FuzzDecodeRequest(f *testing.F) {
	for _, body := range []string{
		sample, `{}`, `[]`, ``, `{"":1}`, `{"From_Account":null,"ContactItem":[null,{}]}`, `{"sdkappid":"1400000001",` + sample[1:],
		request(repeat(`{"Type":1}`, 120)...), `{"From_Account":"a","From_Account":"b"}`, request(`{"Type":1.0,"":2,"ToGroupId":""}`), sample + " ", `{"a":"\ud800"}`,
	} {
		f.Add([]byte(body), 300, true)
		f.Add([]byte(body), 2, false)
	}
	f.Fuzz(func(t *testing.T, body []byte, most int, withApp bool) {
		most = min(max(most, 1), chat.MaxConversations)
		in, app, code, details := handler.DecodeRequest(body, most, withApp)
		if in == nil {
			checkRefusal(t, code, details)
			return
		}
		if err := in.Validate(most); err != nil {
			t.Fatalf("an input that breaks a rule: %v", err)
		}
		again, appAgain, _, details := handler.DecodeRequest(encodeRequest(in, app), most, withApp)
		if !reflect.DeepEqual(in, again) || app != appAgain {
			t.Fatalf("%+v of %q is not %+v of %q: %v", in, app, again, appAgain, details)
		}
	})
}

func checkRefusal(t *testing.T, code handler.Code, details []chat.FieldError) {
	t.Helper()
	if code != handler.CodeMalformedRequest && code != handler.CodeInvalidParameter || (code == handler.CodeInvalidParameter) != (len(details) > 0) {
		t.Fatalf("code %s with details %v", code, details)
	}
	for _, d := range details {
		if d.Field == "" || d.Reason == "" {
			t.Fatalf("a detail without a place or a reason: %+v", d)
		}
	}
}

func encodeRequest(in *chat.SearchContactGroupInput, app string) []byte {
	var items []string
	for _, c := range in.ContactItem {
		id := `"To_Account":` + quoted(c.ToAccount)
		if c.Type == chat.TypeGroup {
			id = `"ToGroupId":` + quoted(c.ToGroupID)
		}
		items = append(items, fmt.Sprintf(`{%s,"Type":%d}`, id, c.Type))
	}
	head := `{"From_Account":` + quoted(in.FromAccount)
	if app != "" {
		head += `,"sdkappid":` + quoted(app)
	}
	return []byte(head + `,"ContactItem":[` + strings.Join(items, ",") + `]}`)
}
