package main

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const secret = "a-secret-that-nobody-may-see"
	good := []string{"CHAT_SDKAPPID=1400000001", "CHAT_SECRET_KEY=" + secret, "CHAT_REGION=china"}
	tests := map[string]struct {
		environ []string
		want    []string // in the error; none for no error
	}{
		"all that is required":    {environ: good},
		"nothing":                 {want: []string{"CHAT_SDKAPPID: required", "CHAT_REGION: required"}},
		"a proxy of this machine": {environ: append(good, "HTTPS_PROXY=::"+secret, "https_proxy=::"+secret)},
		"the function's proxy":    {environ: append(good, "FUNCTION_HTTPS_PROXY=::"+secret), want: []string{"HTTPS_PROXY"}},
		"two faults":              {environ: append(good, "CHAT_REGION=moon", "CALLER_TOKENS=short-"+secret[:3]), want: []string{"CHAT_REGION", "CALLER_TOKENS"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := check(handedOver(test.environ))
			if (err == nil) != (test.want == nil) {
				t.Fatalf("error %v, want %v", err, test.want)
			}
			for _, want := range test.want {
				if text := err.Error(); !strings.Contains(text, want) || strings.Contains(text, "moon") || strings.Contains(text, secret[:3]) {
					t.Errorf("error %q, want %q and no value", text, want)
				}
			}
		})
	}
}
