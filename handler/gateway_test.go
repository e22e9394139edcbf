package handler_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// functionURL is the event of a Function URL, which has five keys.
func functionURL(body, credential string) object {
	return object{
		"httpMethod": "POST", "path": "/search", "queryString": object{}, "body": body,
		"headers": object{"content-type": "application/json", "authorization": credential, "x-scf-remote-addr": "203.0.113.7"},
	}
}

// clb is the event of a load balancer.
func clb(payload any, credential string) object {
	return object{
		"headers": object{
			"Content-type": "application/json", "Authorization": credential, "X-Real-IP": "203.0.113.8",
			"X-Method": "POST", "X-Uri": "/search?sdkappid=1400000001",
		},
		"payload": payload, "isBase64Encoded": "false",
	}
}

func TestEventHTTPForms(t *testing.T) {
	t.Parallel()
	f := newFunction(t, "")
	who := "UserSig user_0001:" + f.sign("user_0001")
	encoded := base64.StdEncoding.EncodeToString([]byte(sample))
	payload := decode[object](t, sample)
	url, lb := functionURL(sample, who), clb(payload, who)
	change := func(e object, change func(object)) object { change(e); return e }
	for name, c := range map[string]struct {
		event object
		kind  string
		ip    any
	}{
		"API Gateway":                       {f.event(sample), "apigw", "203.0.113.9"},
		"API Gateway, base64":               {f.event(encoded, with("isBase64Encoded", true)), "apigw", "203.0.113.9"},
		"API Gateway, body as JSON":         {f.event("", with("body", payload)), "apigw", "203.0.113.9"},
		"Function URL":                      {url, "url", "203.0.113.7"},
		"Function URL, compatible":          {change(f.event(sample), header("x-scf-remote-addr", "203.0.113.7")), "apigw", "203.0.113.9"},
		"another gateway, base64 as text":   {change(functionURL(encoded, who), with("isBase64Encoded", "true")), "url", "203.0.113.7"},
		"headers in arrays":                 {change(functionURL(sample, ""), credential([]any{who})), "url", "203.0.113.7"},
		"API Gateway that knows no address": {change(f.event(sample, with("requestContext", object{})), header("x-scf-remote-addr", "203.0.113.7")), "apigw", nil},
		"CLB":                               {lb, "clb", nil},
		"CLB, a header of Function URL":     {change(clb(sample, who), header("X-Scf-Remote-Addr", "203.0.113.7")), "clb", nil},
		"CLB, payload as text":              {clb(sample, who), "clb", nil},
		"CLB, base64":                       {change(clb(encoded, who), with("isBase64Encoded", "true")), "clb", nil},
		"CLB without X-Method and X-Uri":    {object{"headers": object{"authorization": who}, "payload": payload}, "clb", nil},
		"an address with port and brackets": {change(functionURL(sample, who), header("x-scf-remote-addr", "[2001:db8::1]:443")), "url", "2001:db8::1"},
		"an address with a zone":            {change(functionURL(sample, who), header("x-scf-remote-addr", "fe80::1%"+strings.Repeat("z", 9000))), "url", "fe80::1"},
		"an invalid address":                {change(functionURL(sample, who), header("x-scf-remote-addr", "unknown")), "url", nil},
		"a forged address":                  {change(functionURL(sample, who), header("x-forwarded-for", "198.51.100.1")), "url", "203.0.113.7"},
	} {
		before := len(f.log.all(t))
		got := f.http(c.event)
		if got.StatusCode != 200 || got.Body != golden || *got.IsBase64Encoded {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
		}
		if line := f.log.all(t)[before]; line["event"] != c.kind || line["clientIP"] != c.ip {
			t.Errorf("%s: the log says %v", name, line)
		}
	}
}

func TestEventCLBHeaders(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	who := "UserSig user_0001:" + f.sign("user_0001")
	for _, c := range []struct {
		method, uri string
		status      int
	}{
		{"POST", "/", 200}, {"GET", "/", 405}, {"GET", "/a/healthz?x=1", 200}, {"OPTIONS", "/", 204},
		{"POST", "/?sdkappid=7", 404}, {"POST", "/?sdkappid=1400000001&sdkappid=1400000001", 400}, {"POST", "/?sdkappid", 400},
		// A client may send any path; only the query names the app.
		{"POST", "::", 200}, {"POST", "/a%zz", 200}, {"POST", "/a%zz?sdkappid=7", 404},
	} {
		e := clb(decode[object](t, sample), who)
		header("X-Method", c.method)(e)
		header("X-Uri", c.uri)(e)
		if got := f.http(e); got.StatusCode != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.uri, got.StatusCode, got.Body)
		}
	}
}

func TestABodyThatCannotBeReadIsAnHTTPAnswer(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	valid := string(encode(t, f.event("BODY")))
	for name, c := range map[string]struct {
		event any
	}{
		"invalid UTF-8":                {strings.Replace(valid, "BODY", "{\\\"a\\\":\\\"\xff\\\"}", 1)},
		"a lone surrogate":             {strings.Replace(valid, "BODY", `\ud800`, 1)},
		"a lone surrogate in the JSON": {f.event(`{"From_Account":"\udc00"}`)},
		"broken base64":                {f.event("e30", with("isBase64Encoded", true))},
		"base64 and more after it":     {f.event(base64.StdEncoding.EncodeToString([]byte(padded(508)))+"IA==", with("isBase64Encoded", true))},
		"base64 of another alphabet":   {f.event("__--", with("isBase64Encoded", true))},
		"base64 of no UTF-8":           {f.event("e/8=", with("isBase64Encoded", true))},
		"base64 that is JSON":          {f.event("", with("isBase64Encoded", true, "body", object{}))},
		"a null body":                  {f.event("", with("body", nil))},
		"no body":                      {f.event("", without("body"))},
		"a number as body":             {f.event("", with("body", 7))},
		"true as body":                 {f.event("", with("body", true))},
		"an array as body":             {f.event("", with("body", []any{object{}}))},
	} {
		t.Run(name, func(t *testing.T) { f.http(c.event).expect(t, 400, "MalformedRequest") })
	}
}

func TestOddFieldsOfAnHTTPEventChangeNothing(t *testing.T) {
	t.Parallel()
	f := newCanned(t, answering(empty))
	for name, change := range map[string]func(object){
		"null everywhere else":  with("path", nil, "queryString", nil, "requestContext", nil, "isBase64Encoded", nil, "pathParameters", nil),
		"other types":           with("path", 7, "queryString", []any{1}, "requestContext", "x", "isBase64Encoded", 1, "stageVariables", true),
		"fields of objects odd": with("requestContext", object{"sourceIp": 7, "requestId": []any{}}),
		"odd query values":      with("queryString", object{"a": nil, "b": []any{1, nil, object{}}, "c": object{"d": 1}, "e": 1.5, "": ""}),
		"odd header values": func(e object) {
			e.headers()["x"], e.headers()["y"], e.headers()[""] = nil, object{}, []any{nil, []any{}, 7}
		},
		"a header of odd bytes":  header("a\x00b\r\nc: d", "e\r\nf: g"),
		"declared parameters":    with("queryStringParameters", object{"sdkappid": "7"}, "headerParameters", object{"authorization": "x"}),
		"unknown fields":         with("new", object{"deep": []any{object{}}}),
		"keys of another case":   with("HTTPMethod", "GET", "Body", "{", "QueryString", object{"sdkappid": "7"}),
		"a path that is a query": with("path", "/?sdkappid=7#x"),
	} {
		if got := f.post(sample, change); got.StatusCode != 200 {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
		}
	}
	f.post(sample, with("headers", nil)).expect(t, 401, "AuthFailure")
	f.post(sample, with("headers", "authorization: x")).expect(t, 401, "AuthFailure")
	f.post(sample, with("httpMethod", nil)).expect(t, 405, "MethodNotAllowed")
	f.post(sample, with("httpMethod", object{})).expect(t, 405, "MethodNotAllowed")
}

func TestEventHTTPIsNeverTrusted(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for _, key := range []string{"httpMethod", "headers", "requestContext", "payload", `http\u004dethod`} {
		for _, value := range []string{`null`, `"POST"`, `{}`, `[]`, `7`} {
			for _, other := range []string{
				sample[1 : len(sample)-1],
				`"Records":[{"Ckafka":{"msgBody":"{}"}}]`,
				`"Type":"Timer","Message":"{}"`,
				`"specversion":"1.0","data":{}`,
				`"EventList":[]`,
			} {
				got := f.http(`{` + other + `,"` + key + `":` + value + `}`)
				if got.StatusCode != 401 && got.StatusCode != 405 {
					t.Errorf("%s: %s beside %s: %d %s", key, value, other, got.StatusCode, got.Body)
				}
			}
		}
	}
}

func TestEventInABody(t *testing.T) {
	t.Parallel()
	f := newCanned(t, unreachable(t))
	for _, body := range []string{
		`{"Type":"Timer","Message":` + sample + `}`,
		`{"Records":[{"Ckafka":{"msgBody":` + sample + `}}]}`,
		`{"specversion":"1.0","data":` + sample + `}`,
		`{"EventList":[{"data":` + sample + `}]}`,
		`{"httpMethod":"POST","body":` + sample + `}`,
	} {
		f.post(body, noHeader("authorization")).expect(t, 401, "AuthFailure")
		f.post(body).expect(t, 400, "InvalidParameter")
		f.http(clb(decode[object](t, body), "")).expect(t, 401, "AuthFailure")
	}
}
