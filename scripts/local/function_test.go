package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestOnce runs the function itself against the fake Chat.
func TestOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		env  []string
		code int
		want []string
	}{
		"the vendor's sample": {
			want: []string{"event     API Gateway", "answer    200 OK", `"conversationID": "C2Cuser_0002"`, "\nlog\n  INFO"},
		},
		"a Chat that fails twice": {
			args: []string{"-chat-script", "50004,reset,ok"},
			want: []string{"answer    200 OK", "50004          HTTP 200, code 50004 after", "reset          no answer after", "ok             HTTP 200 after"},
		},
		"a Chat that fails for good": {
			args: []string{"-chat-script", "50003*"},
			code: exitFailed,
			want: []string{"answer    500", "ConfigurationError"},
		},
		"a setting of the caller's": {
			args: []string{"-chat-script", "50004,ok"},
			env:  []string{"CHAT_MAX_ATTEMPTS=1"},
			code: exitFailed,
			want: []string{"answer    503", "ServiceUnavailable"},
		},
		"a list in two pages, the second after a fault": {
			args: []string{"-event", "direct-all", "-chat-script", "ok,50004,ok"},
			want: []string{`"conversationID": "GROUP@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news"`, "INFO list", "conversations=6 attempts=3"},
		},
		"as a Function URL event": {
			args: []string{"-as", "url"},
			want: []string{"event     Function URL", "answer    200 OK"},
		},
		"a wrong token": {
			env:  []string{"CALLER_AUTH=token", "CALLER_TOKENS=short"},
			code: exitFailed,
			want: []string{"Bearer <token>", "answer    500"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if code := run(t.Context(), append(test.args, "-once"), test.env, &out); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, &out)
				}
			}
		})
	}
}

// TestOnceSendsEverySample expects an answer to each sample event except the console's
// template, which has no known form.
func TestOnceSendsEverySample(t *testing.T) {
	t.Parallel()
	for _, e := range sampleEvents {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			code, want := exitOK, `"conversationID": "C2Cuser_0002"`
			if e.name == "console-template" {
				code, want = exitFailed, "MalformedRequest"
			}
			var out bytes.Buffer
			if got := run(t.Context(), []string{"-once", "-event", e.name}, nil, &out); got != code || !strings.Contains(out.String(), want) {
				t.Errorf("exit code %d, want %d, with %s in\n%s", got, code, want, &out)
			}
		})
	}
}
