package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"chatmarks/scripts/local/platform"
)

func TestRunExplainsItself(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		env  []string
		code int
		want string
	}{
		"help":                {args: []string{"-h"}, want: "-chat-script"},
		"list":                {args: []string{"-list"}, want: "tdmq-eventbridge"},
		"an unknown flag":     {args: []string{"-fast"}, code: 2, want: "-fast"},
		"an argument":         {args: []string{"timer"}, code: 2, want: "-event"},
		"an unknown shape":    {args: []string{"-as", "lambda"}, code: 2, want: "apigw"},
		"an unknown fault":    {args: []string{"-chat-script", "explode"}, code: 2, want: "explode"},
		"another interface":   {args: []string{"-addr", "0.0.0.0:9000"}, code: 2, want: "loopback"},
		"every interface":     {args: []string{"-addr", ":9000"}, code: 2, want: "loopback"},
		"a name":              {args: []string{"-addr", "example.com:9000"}, code: 2, want: "loopback"},
		"no port":             {args: []string{"-addr", "127.0.0.1"}, code: 2, want: "missing port"},
		"a short time limit":  {args: []string{"-timeout", "1ms"}, code: 2, want: "1s"},
		"half an app":         {env: []string{"CHAT_SDKAPPID=1"}, code: 2, want: "CHAT_SECRET_KEY"},
		"faults of real Chat": {args: []string{"-chat-script", "ok"}, env: realEnv, code: 2, want: "fake"},
		"an unknown event":    {args: []string{"-once", "-event", "nightly"}, code: 1, want: "-list"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if code := run(t.Context(), test.args, test.env, &out); code != test.code || !strings.Contains(out.String(), test.want) {
				t.Errorf("exit code %d, want %d, with %q:\n%s", code, test.code, test.want, &out)
			}
		})
	}
}

func TestEveryRecordOfABatchHasItsLogLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	code := run(t.Context(), []string{"-once", "-event", "ckafka"}, nil, &out)
	if code != 0 || !strings.Contains(out.String(), "record=1") || !strings.Contains(out.String(), "record=2") {
		t.Errorf("exit code %d:\n%s", code, &out)
	}
}

func TestEveryFileOfTheSamplesIsListed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "events", "*.json"))
	if err != nil || len(files) != len(sampleEvents) {
		t.Errorf("%d files, %v; %d listed", len(files), err, len(sampleEvents))
	}
	for _, e := range sampleEvents {
		for _, name := range []string{e.name, e.name + ".json", filepath.Join("..", "events", e.name+".json")} {
			if text, err := readEvent(name); err != nil || len(text) == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestFirstEventHasTheShapeThatIsAskedFor(t *testing.T) {
	t.Parallel()
	o, err := parseOptions([]string{"-as", "clb"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := firstEvent(o, credential{scheme: "UserSig user_0001:", secret: "signature", shown: "signature"})
	if err != nil || o.served != platform.CLB || e.title != "CLB" {
		t.Errorf("%s, served %s, %v", e.title, o.served, err)
	}
	if !strings.Contains(string(e.payload), `"Authorization":"UserSig user_0001:signature"`) {
		t.Errorf("event %s", e.payload)
	}
}
