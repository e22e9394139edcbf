package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"chatmarks/scripts/local/platform"
)

// triggers build the events that do not come over HTTP. They contain the request as text
// or, if it is JSON, as a value.
var triggers = map[string]func(request string) any{
	"timer": func(request string) any {
		return map[string]any{"Type": "Timer", "TriggerName": "console", "Time": now(), "Message": request}
	},
	"queue": func(request string) any {
		message := map[string]any{"topic": "chatmarks", "partition": 1, "offset": 100, "msgKey": "None", "msgBody": request}
		return map[string]any{"Records": []any{map[string]any{"Ckafka": message}}}
	},
	"eventbridge": func(request string) any {
		return map[string]any{
			"specversion": "1.0", "id": "console", "source": "chatmarks.console", "type": "chatmarks.search", "time": now(),
			"datacontenttype": "application/json", "data": value(request),
		}
	},
}

// isHTTP reports whether events from this source get an HTTP answer.
func isHTTP(from string) bool {
	_, err := platform.ParseShape(from)
	return err == nil
}

// buildEvent builds the event of a call, with a placeholder for the secret.
func buildEvent(in call, who header, host string) ([]byte, error) {
	switch {
	case in.From == "event":
		return []byte(in.Event), nil
	case isHTTP(in.From):
		return httpEvent(in, who, host)
	}
	request, err := withApp(in.Request, in.SDKAppID)
	if err != nil {
		return nil, err
	}
	if in.From == "direct" {
		return []byte(request), nil
	}
	build, ok := triggers[in.From]
	if !ok {
		return nil, fmt.Errorf("unknown source of an event %q", in.From)
	}
	return marshal(build(request))
}

// httpEvent builds a gateway's event.
func httpEvent(in call, who header, host string) ([]byte, error) {
	address := url.URL{Scheme: "http", Host: host, Path: "/search"}
	if in.SDKAppID != "" {
		address.RawQuery = url.Values{"sdkappid": {in.SDKAppID}}.Encode()
	}
	body := []byte(in.Request)
	r, err := http.NewRequest(http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	if text := who.template(); text != "" {
		r.Header.Set("Authorization", text)
	}
	return platform.Event(platform.Shape(in.From), r, body)
}

// withApp inserts the app as the first field of a request that does not come over HTTP.
// The rest stays as written, including mistakes, which the function must report.
func withApp(request, app string) (string, error) {
	if app == "" {
		return request, nil
	}
	text := bytes.TrimSpace([]byte(request))
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil || object == nil {
		return "", &fieldError{"app", "a request that is not a JSON object cannot name an app"}
	}
	name, err := marshal(app)
	if err != nil {
		return "", err
	}
	comma := ","
	if len(object) == 0 {
		comma = ""
	}
	return `{"sdkappid":` + string(name) + comma + string(text[1:]), nil
}

// value returns the request as a JSON value, or as text if it is not JSON.
func value(request string) any {
	if json.Valid([]byte(request)) {
		return json.RawMessage(request)
	}
	return request
}

// marshal does not escape <, > and &, like the senders of events.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func now() string { return time.Now().UTC().Format(time.RFC3339) }
