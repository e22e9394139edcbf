package chattest_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"chatmarks/chat/chattest"
)

func TestParseScript(t *testing.T) {
	t.Parallel()
	tests := map[string][]chattest.Step{
		"":                                nil,
		"ok":                              {{}},
		" 50004 ,\n ok ":                  {{Code: 50004}, {}},
		"http503+retry-after=2*3":         {{Action: chattest.HTTP, Status: 503, RetryAfter: "2", Repeat: 3}},
		"reset+delay=20ms,ok*":            {{Action: chattest.Reset, Delay: 20 * time.Millisecond}, {Repeat: chattest.Forever}},
		"redirect+status=307":             {{Action: chattest.Redirect, Status: 307}},
		"hang*1":                          {{Action: chattest.Hang}},
		"60007+delay=1m0s+retry-after=09": {{Code: 60007, Delay: time.Minute, RetryAfter: "9"}},
		"http204":                         {{Action: chattest.HTTP, Status: 204}},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := chattest.ParseScript(text)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%+v, %v, want %+v", got, err, want)
			}
			again, err := chattest.ParseScript(join(got))
			if err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("%q reads as %+v, %v", join(got), again, err)
			}
		})
	}
}

func join(steps []chattest.Step) string {
	texts := make([]string, len(steps))
	for i, s := range steps {
		texts[i] = s.String()
	}
	return strings.Join(texts, ",")
}

func TestParseScriptNamesTheBadStep(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step int
		says string
	}{
		"ok,hung":                {2, "allowed: ok, a Chat code such as 50004, http200 to http599, reset, eof,"},
		"OK":                     {1, "unknown action"},
		"ok,,ok":                 {2, "unknown action"},
		"0":                      {1, "unknown action"},
		"-1":                     {1, "unknown action"},
		"http":                   {1, "unknown action"},
		"http100":                {1, "unknown action"},
		"http600":                {1, "unknown action"},
		"body":                   {1, "unknown action"},
		"ok+":                    {1, "unknown modifier; allowed: delay=200ms, retry-after=2, status=502"},
		"ok+speed=1":             {1, "unknown modifier"},
		"ok+delay=fast":          {1, "delay is not a duration"},
		"ok+delay=-1s":           {1, "delay is not a duration"},
		"ok+delay=1s+delay=2s":   {1, "delay is given twice"},
		"ok+retry-after=soon":    {1, "retry-after is not a number"},
		"ok+status=100":          {1, "status is not one of"},
		"ok+status=204":          {1, "write http204"},
		"http503+status=502":     {1, "beside http"},
		"reset+status=500":       {1, "reset sends no header"},
		"hang+retry-after=1":     {1, "hang sends no header"},
		"ok*0":                   {1, "repeat is not"},
		"ok*2*2":                 {1, "repeat is not"},
		"ok*2+delay=1s":          {1, "at the end"},
		"ok*1000001":             {1, "repeat is not"},
		"ok,reset*,ok":           {3, "never played"},
		strings.Repeat("a", 999): {1, "unknown action"},
	}
	for text, tt := range tests {
		t.Run(text[:min(len(text), 30)], func(t *testing.T) {
			t.Parallel()
			steps, err := chattest.ParseScript(text)
			bad, ok := errors.AsType[*chattest.ScriptError](err)
			if !ok {
				t.Fatalf("%+v, %v", steps, err)
			}
			if bad.Step != tt.step || !strings.Contains(err.Error(), tt.says) || len(err.Error()) > 400 {
				t.Errorf("step %d: %v, want step %d and %q", bad.Step, err, tt.step, tt.says)
			}
		})
	}
}

func FuzzParseScript(f *testing.F) {
	for _, seed := range []string{"", "ok", "50004*2,ok*", "http503+retry-after=2+delay=1.5s", "redirect+status=307*9", "eof,stall,,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		steps, err := chattest.ParseScript(text)
		if err != nil {
			if _, ok := errors.AsType[*chattest.ScriptError](err); !ok || steps != nil {
				t.Fatalf("%+v, %v", steps, err)
			}
			return
		}
		again, err := chattest.ParseScript(join(steps))
		if err != nil || !reflect.DeepEqual(again, steps) {
			t.Errorf("%q is %+v, but %q is %+v, %v", text, steps, join(steps), again, err)
		}
	})
}
