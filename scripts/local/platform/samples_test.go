package platform_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"chatmarks/scripts/local/platform"
)

// samples is the folder of the sample events, scripts/events.
var samples = filepath.Join("..", "..", "events")

func TestSampleEventsAreEventsWithRoomForASignature(t *testing.T) {
	t.Parallel()
	http := map[string]bool{
		"apigw": true, "apigw-base64": true, "function-url": true, "function-url-compatible": true, "tse": true, "clb": true,
		"direct": false, "timer": false, "ckafka": false, "cmq": false, "tdmq-eventbridge": false, "eventbridge": false,
		"eventbridge-list": false, "direct-all": false, "timer-all": false, "console-template": false,
	}
	files, err := filepath.Glob(filepath.Join(samples, "*.json"))
	if err != nil || len(files) != len(http) {
		t.Errorf("%d files, %v, want %d", len(files), err, len(http))
	}
	for name, signed := range http {
		text, err := os.ReadFile(filepath.Join(samples, name+".json"))
		if err != nil {
			t.Error(err)
			continue
		}
		expanded := platform.Expand(text, "a-signature")
		if !json.Valid(expanded) {
			t.Errorf("%s is not JSON", name)
		}
		if got := bytes.Contains(expanded, []byte(`"UserSig user_0001:a-signature"`)); got != signed {
			t.Errorf("%s carries a signature: %t, want %t", name, got, signed)
		}
	}
}
