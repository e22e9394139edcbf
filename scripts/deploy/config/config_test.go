package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	t.Parallel()
	c := world{}.mustRead(t)
	want := Function{
		Name: "chatmarks-dev", Type: "Event", Runtime: "Go1", Handler: "main", Region: "ap-guangzhou",
		MemorySize: 128, Timeout: 15, InitTimeout: 10, PublicAccess: true,
	}
	if !reflect.DeepEqual(c.Function, want) {
		t.Errorf("function %+v, want %+v", c.Function, want)
	}
	if c.File != eventYAML || c.EnvFile != "" || len(c.Warnings) > 0 {
		t.Errorf("file %q, settings %q, warnings %q", c.File, c.EnvFile, c.Warnings)
	}
	if a := c.Account; a.SecretID.Reveal() != "AKID"+planted || a.SecretKey.Reveal() != "key"+planted || a.Token.Reveal() != "" || a.Source != SourceShell {
		t.Error("the account is not the shell's")
	}
	if got, want := len(c.Triggers), 1; got != want {
		t.Fatalf("%d triggers, want %d", got, want)
	}
	url := Trigger{Type: "http", Name: "url-trigger", Qualifier: "$DEFAULT", Enable: true, Line: c.Triggers[0].Line,
		Desc: `{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}`}
	if c.Triggers[0] != url {
		t.Errorf("trigger %+v, want %+v", c.Triggers[0], url)
	}
}

func TestReadWeb(t *testing.T) {
	t.Parallel()
	c := world{o: Options{Web: true, Stage: "prod"}}.mustRead(t)
	if f := c.Function; f.Name != "chatmarks-web-prod" || f.Type != "HTTP" || f.Handler != "" || f.Concurrency != nil || c.File != webYAML {
		t.Errorf("function %+v of %s", f, c.File)
	}
}

// TestEverything switches on everything that can be switched on.
func TestEverything(t *testing.T) {
	t.Parallel()
	text := switchedOff.ReplaceAllString(read(t, eventYAML), "$1$2")
	text = strings.Replace(text, "  timeout: 15", `  timeout: 15
  description: of ${app}, stage ${stage}
  role: ${env:ROLE}
  tags: {team: chat}
  vpcConfig: {vpcId: vpc-1, subnetId: subnet-1}
  cls: {logsetId: set-1, topicId: topic-1}`, 1)
	c := world{files: map[string]string{eventYAML: text}, shell: map[string]string{"ROLE": "scf"}}.mustRead(t)
	f := c.Function
	if f.Description != "of chatmarks, stage dev" || f.Role != "scf" || f.Tags["team"] != "chat" || !f.EIP ||
		*f.VPC != (VPC{"vpc-1", "subnet-1"}) || *f.CLS != (CLS{"set-1", "topic-1"}) {
		t.Errorf("function %+v, VPC %+v, CLS %+v", f, f.VPC, f.CLS)
	}
	want := []Trigger{
		{Type: "http", Name: "url-trigger", Desc: `{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true},"ApiGwCompatible":true}`},
		{Type: "timer", Name: "chatmarks-nightly", Desc: "0 0 3 * * * *", Argument: `{"From_Account": "user_0001", "ContactItem": [{"Type": 1, "To_Account": "user_0002"}]}`},
		{Type: "ckafka", Name: "chatmarks-searches", Desc: `{"maxMsgNum":10,"offset":"latest","retry":3,"timeOut":5,"consumerGroupName":"chatmarks","InstanceId":"ckafka-xxxxxxxx","Topic":"searches"}`},
	}
	for i, got := range c.Triggers {
		want[i].Enable, want[i].Qualifier, want[i].Line = true, "$DEFAULT", got.Line
		if got != want[i] {
			t.Errorf("trigger %+v\nwant %+v", got, want[i])
		}
	}

	web := switchedOff.ReplaceAllString(read(t, webYAML), "$1$2")
	c = world{o: Options{Web: true}, files: map[string]string{webYAML: web}}.mustRead(t)
	if got := c.Function.Concurrency; got == nil || *got != (Concurrency{true, false, 20}) {
		t.Errorf("concurrency %+v", got)
	}
}

// TestVariables checks that the order is the YAML's, and that the shell wins.
func TestVariables(t *testing.T) {
	t.Parallel()
	c := world{
		files: map[string]string{".env": "CHAT_REGION=china\nCHAT_ADMIN=boss\nFUNCTION_HTTPS_PROXY=http://10.0.0.8:3128\nLOG_LEVEL=info\nCHAT_SDKAPPID=1400000009\n"},
		shell: map[string]string{"CHAT_REGION": unset, "LOG_LEVEL": "debug", "HTTPS_PROXY": "http://127.0.0.1:1"},
	}.mustRead(t)
	if c.EnvFile != ".env" {
		t.Errorf("settings of %q", c.EnvFile)
	}
	var got []string
	for _, v := range c.Variables {
		if v.Source != "" {
			got = append(got, fmt.Sprintf("%s %s %s %t", v.Name, v.From, v.Source, v.Overrides))
		}
		if v.Name == "HTTPS_PROXY" && v.Value.Reveal() != "http://10.0.0.8:3128" || v.Name == "LOG_LEVEL" && v.Value.Reveal() != "debug" {
			t.Errorf("%s is %s", v.Name, v.Value.Reveal())
		}
	}
	want := "CHAT_SDKAPPID CHAT_SDKAPPID shell false, CHAT_SECRET_KEY CHAT_SECRET_KEY shell false, CHAT_REGION CHAT_REGION .env false, " +
		"CHAT_ADMIN CHAT_ADMIN .env false, LOG_LEVEL LOG_LEVEL shell true, HTTPS_PROXY FUNCTION_HTTPS_PROXY .env false"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("variables %s\nwant %s", text, want)
	}
}

// TestStages checks that each stage reads only its own file.
func TestStages(t *testing.T) {
	t.Parallel()
	both := map[string]string{".env": "CHAT_ADMIN=of_dev\n", ".env.prod": "CHAT_ADMIN=of_prod\n"}
	for name, test := range map[string]struct {
		stage string
		files map[string]string
		want  string // file and admin
	}{
		"the default":                    {"", both, ".env of_dev"},
		"dev":                            {"dev", both, ".env of_dev"},
		"prod":                           {"prod", both, ".env.prod of_prod"},
		"one without a file of its own":  {"test", both, " "},
		"dev without a file, but prod's": {"dev", map[string]string{".env.prod": "CHAT_ADMIN=of_prod\n"}, " "},
		"one with digits, and no file":   {"7-a", nil, " "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := world{files: test.files, o: Options{Stage: test.stage}}.mustRead(t)
			admin := ""
			for _, v := range c.Variables {
				if v.Name == "CHAT_ADMIN" {
					admin = v.Value.Reveal()
				}
			}
			if got := c.EnvFile + " " + admin; got != test.want {
				t.Errorf("read %q, want %q", got, test.want)
			}
		})
	}
	for _, stage := range []string{"Prod", "-x", "a/b", "..", "a b", "example", "é"} {
		var usage *UsageError
		if _, err := (world{o: Options{Stage: stage}}).read(t); !errors.As(err, &usage) {
			t.Errorf("stage %q: error %v, want a UsageError", stage, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		w    world
		want string
	}{
		"a region far away": {
			world{shell: map[string]string{"CHAT_REGION": "tokyo"}}, "region ap-guangzhou is far from CHAT_REGION, and each search waits for the way between them: the near one is ap-tokyo"},
		"a name that means nothing": {
			world{files: map[string]string{".env": "\nCALER_TOKENS=" + planted + "\n"}}, ".env:2: CALER_TOKENS is not used"},
		"another stage in the YAML": {
			world{files: map[string]string{eventYAML: replaced(t, eventYAML, "stage: dev", "stage: prod")}}, "stage: not used; the flag -stage chooses the stage, which is dev"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := test.w.mustRead(t)
			wantLines(t, c.Warnings, []string{test.want})
			if strings.Contains(fmt.Sprint(c.Warnings), planted) {
				t.Errorf("a secret is shown: %q", c.Warnings)
			}
		})
	}
}

func TestWithoutAnAccount(t *testing.T) {
	t.Parallel()
	c := world{shell: map[string]string{"TENCENT_SECRET_ID": unset, "TENCENT_SECRET_KEY": unset}}.mustRead(t)
	if c.Account.SecretKey.Reveal() != "" || c.Account.Source != "" {
		t.Errorf("account of %q", c.Account.Source)
	}
}

// TestSecretsAreNotPrinted prints a configuration in each possible way.
func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	c := *world{}.mustRead(t)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	type wrapped struct{ c Config } // fmt calls no methods of unexported fields
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		text = fmt.Appendf(text, verb+verb, c, wrapped{c})
	}
	if s := string(text); strings.Contains(s, planted) || strings.Contains(s, fmt.Sprintf("%x", planted)) {
		t.Errorf("a secret is shown: %s", s)
	}
}
