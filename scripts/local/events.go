package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"chatmarks/scripts/local/platform"
)

// sample is the request of the vendor's page, tencentcloud.com/document/product/1047/53442.
const sample = `{"From_Account":"user_0001","ContactItem":[{"Type":1,"To_Account":"user_0002"},{"Type":2,"ToGroupId":"@TGS#1B2AUI7RZ"}]}`

// sampleEvents are the files of scripts/events, in display order.
var sampleEvents = []struct{ name, about string }{
	{"apigw", "API Gateway, integrated request"},
	{"apigw-base64", "the same, with base64 switched on in the gateway"},
	{"function-url", "Function URL"},
	{"function-url-compatible", "Function URL, with the switch for API Gateway's layout"},
	{"tse", "TSE cloud-native gateway (expected: its layout is not documented)"},
	{"clb", "Cloud Load Balancer"},
	{"direct", "direct invocation through the cloud API"},
	{"direct-all", "the same, for all marked conversations"},
	{"timer", "timer; the request is the trigger's message"},
	{"timer-all", "the same, for all marked conversations"},
	{"ckafka", "CKafka, two messages"},
	{"cmq", "CMQ topic, two messages"},
	{"tdmq-eventbridge", "TDMQ through an EventBridge connector"},
	{"eventbridge", "EventBridge"},
	{"eventbridge-list", "EventBridge, a batch of two"},
	{"console-template", "the console's test template: no request, answered with an error"},
}

// printEvents lists the names that -event accepts.
func printEvents(out io.Writer) {
	fmt.Fprintln(out, "Sample events (scripts/events). Send one with: go run ./scripts/local -once -event NAME")
	for _, e := range sampleEvents {
		fmt.Fprintf(out, "  %-24s %s\n", e.name, e.about)
	}
}

// readEvent reads the event that -event names: a file, or a sample.
func readEvent(name string) ([]byte, error) {
	event, err := os.ReadFile(name)
	if err == nil || !errors.Is(err, fs.ErrNotExist) || filepath.Base(name) != name {
		return event, err
	}
	root, err := platform.ModuleRoot()
	if err != nil {
		return nil, err
	}
	event, err = os.ReadFile(filepath.Join(root, "scripts", "events", strings.TrimSuffix(name, ".json")+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no event %q: neither a file nor one that -list shows", name)
	}
	return event, err
}

// event is an event to send. payload contains the credential; shown is safe to print.
type event struct {
	title   string
	payload []byte
	shown   []byte
}

// firstEvent returns the event that -event names, or the vendor's sample if it names
// none.
func firstEvent(o options, c credential) (event, error) {
	title := titles[o.sample]
	template, err := platform.Event(o.sample, sampleRequest(c), []byte(sample))
	if o.event != "" {
		title = o.event
		template, err = readEvent(o.event)
		if !strings.HasPrefix(c.scheme, "UserSig") {
			c = credential{} // the files have no place for a token
		}
	}
	if err != nil {
		return event{}, err
	}
	return event{title: title, payload: c.fill(template), shown: c.show(template)}, nil
}

// titles are the names of the shapes in the output.
var titles = map[platform.Shape]string{
	platform.URL: "Function URL", platform.APIGateway: "API Gateway", platform.TSE: "TSE gateway", platform.CLB: "CLB",
}

// sampleRequest is the vendor's sample as a client sends it.
func sampleRequest(c credential) *http.Request {
	r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1:9000/search", bytes.NewReader([]byte(sample)))
	if err != nil {
		panic(err) // the address is a constant
	}
	r.Header.Set("Content-Type", "application/json")
	if header := c.header(); header != "" {
		r.Header.Set("Authorization", header)
	}
	return r
}
