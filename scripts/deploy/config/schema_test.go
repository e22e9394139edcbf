package config

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// validate checks a serverless.yml with the schema that editors use.
func validate(t testing.TB, text string) error {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	schema, err := compiler.Compile(filepath.Join(root, "scripts/serverless.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return err
	}
	return schema.Validate(document)
}

// switchedOff matches a line of YAML after a "#". In a comment, a space follows the "#".
var switchedOff = regexp.MustCompile(`(?m)^( *)#([^ \n].*|  .*)$`)

// TestSchemaAcceptsTheFiles checks the files as they are, and with everything switched on.
func TestSchemaAcceptsTheFiles(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		eventYAML: {"eip: true", "- timer:", "- ckafka:", "apiGwCompatible: true", "CHAT_SECRET_KEY_1400000002:"},
		webYAML:   {"maxConcurrency: 20"},
	} {
		text := read(t, name)
		if err := validate(t, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text = switchedOff.ReplaceAllString(text, "$1$2")
		for _, want := range want {
			if !regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(want)).MatchString(text) {
				t.Errorf("%s: %q is not switched on", name, want)
			}
		}
		if err := validate(t, text); err != nil {
			t.Errorf("%s, all switched on: %v", name, err)
		}
	}
}

// Why the schema accepts what Read refuses.
const (
	byBoth   = ""
	vendors  = "right for scf deploy, which the schema is for too"
	notThere = "a schema cannot say it"
)

// TestMistakesInYAML plants one mistake at a time. want is the text that Read reports
// after file:line.
func TestMistakesInYAML(t *testing.T) {
	t.Parallel()
	const timer = "    - timer: {parameters: {name: a, cronExpression: '0 0 3 * * * *', argument: a, enable: true}}\n"
	for name, test := range map[string]struct{ file, old, new, want, schema string }{
		"a wrong key":                    {eventYAML, "  memorySize: 128", "  memory: 128", "inputs.memory: unknown", byBoth},
		"a wrong key at the top":         {eventYAML, "component: scf\n", "component: scf\nprovider: tencent\n", "provider: unknown", byBoth},
		"a wrong key of a trigger":       {eventYAML, "          authType: NONE", "          authType: NONE\n          auth: NONE", "inputs.events.http.parameters.auth: unknown", byBoth},
		"a wrong key of the network":     {eventYAML, "enableIntranet: false", "enableIntranett: false", "netConfig.enableIntranett: unknown", byBoth},
		"a wrong key of the environment": {eventYAML, "  environment:\n", "  environment:\n    envs: {}\n", "inputs.environment.envs: unknown", byBoth},
		"a wrong trigger":                {eventYAML, "    - http:", timer[:0] + "    - htpp: {}\n    - http:", "inputs.events.htpp: unknown", byBoth},
		"a key twice":                    {eventYAML, "  timeout: 15", "  timeout: 15\n  timeout: 20", "inputs.timeout: is given twice", byBoth},
		"another component":              {eventYAML, "component: scf\n", "component: multi-scf\n", "component: must be scf", byBoth},
		"no component":                   {eventYAML, "component: scf\n", "", "component: is required", byBoth},
		"no enableExtranet":              {eventYAML, "            enableExtranet: true", "            #enableExtranet: true", "netConfig.enableExtranet: is required", byBoth},
		"no authType":                    {eventYAML, "          authType: NONE", "", "parameters.authType: is required", byBoth},
		"no Function URL":                {eventYAML, "    - http:", timer + "    - ckafka:", "inputs.events: http is required", byBoth},
		"no timeout":                     {eventYAML, "  timeout: 15", "", "inputs.timeout: is required", byBoth},
		"no region":                      {eventYAML, "  region: ap-guangzhou", "", "inputs.region: is required", byBoth},
		"no handler":                     {eventYAML, "  handler: main", "  #handler: main", "inputs.handler: is required", byBoth},
		"no name of the app":             {eventYAML, "      CHAT_SDKAPPID: ${env:CHAT_SDKAPPID}\n", "", "variables.CHAT_SDKAPPID: is required", byBoth},
		"a trigger that is gone":         {eventYAML, "    - http:", "    - apigw: {}\n    - http:", "inputs.events.apigw: not supported here; use scf deploy", byBoth},
		"CORS of the platform":           {eventYAML, "          authType: NONE", "          authType: NONE\n          corsConfig: {enable: true}", "corsConfig: not supported here: CORS is the function's", byBoth},
		"a misspelt variable":            {eventYAML, "      CHAT_ADMIN: ${env:CHAT_ADMIN}", "      CHAT_ADMN: ${env:CHAT_ADMIN}", "variables.CHAT_ADMN: unknown", byBoth},
		"a secret in the file":           {eventYAML, "${env:CHAT_ADMIN}", planted, "variables.CHAT_ADMIN: must be ${env:NAME}", byBoth},
		"a number in the file":           {eventYAML, "${env:CHAT_ADMIN}", "5", "variables.CHAT_ADMIN: must be ${env:NAME}", byBoth},
		"a timeout of 0":                 {eventYAML, "timeout: 15", "timeout: 0", "inputs.timeout: must be a whole number from 1 to 900", byBoth},
		"a timeout over 900":             {eventYAML, "timeout: 15", "timeout: 901", "inputs.timeout: must be a whole number", byBoth},
		"a timeout in words":             {eventYAML, "timeout: 15", "timeout: 15s", "inputs.timeout: must be a whole number", byBoth},
		"an initTimeout under 3":         {eventYAML, "initTimeout: 10", "initTimeout: 1", "inputs.initTimeout: must be a whole number from 3 to 300", byBoth},
		"memory between the steps":       {eventYAML, "memorySize: 128", "memorySize: 200", "inputs.memorySize: must be 64 or a multiple", byBoth},
		"no boolean":                     {eventYAML, "publicAccess: true", "publicAccess: 'true'", "inputs.publicAccess: must be true or false", byBoth},
		"no text":                        {eventYAML, "  handler: main", "  handler: main\n  role: 5", "inputs.role: must be text", byBoth},
		"an empty text":                  {eventYAML, "  handler: main", "  handler: main\n  role: ''", "inputs.role: must not be empty", byBoth},
		"no object":                      {eventYAML, "  handler: main", "  handler: main\n  cls: x", "inputs.cls: must have keys under it", byBoth},
		"a list with nothing":            {eventYAML, "    - http:", "    - {}\n    - http:", "inputs.events: each must be one trigger", byBoth},
		"a region that is none":          {eventYAML, "ap-guangzhou\n  m", "guangzhou\n  m", "inputs.region: must be a region", byBoth},
		"another runtime":                {eventYAML, "runtime: Go1", "runtime: Go2", "inputs.runtime: must be Go1", byBoth},
		"another handler":                {eventYAML, "handler: main", "handler: index.main_handler", "inputs.handler: must be main", byBoth},
		"a long description":             {eventYAML, "  handler: main", "  handler: main\n  description: " + strings.Repeat("e", 1001), "inputs.description: must be at most", byBoth},
		"the whole repository as code":   {eventYAML, "src: ./build/event", "src: ./", "inputs.src: must be the folder build/event", byBoth},
		"a timer in four fields":         {eventYAML, "  events:\n", "  events:\n" + strings.Replace(timer, "0 0 3 * * * *", "0 3 * *", 1), "timer.parameters.cronExpression: must be seven fields", byBoth},
		"a timer that may be off":        {eventYAML, "  events:\n", "  events:\n" + strings.Replace(timer, ", enable: true", "", 1), "timer.parameters.enable: is required", byBoth},
		"a queue without end":            {eventYAML, "  events:\n", "  events:\n    - ckafka: {parameters: {instanceId: a, topic: b, enable: true, maxMsgNum: 0}}\n", "ckafka.parameters.maxMsgNum: must be", byBoth},
		"concurrency of events":          {eventYAML, "  handler: main", "  handler: main\n  instanceConcurrencyConfig: {enable: true}", "instanceConcurrencyConfig: is for Web functions only", byBoth},
		"concurrency of one":             {webYAML, "  type: web", "  type: web\n  instanceConcurrencyConfig: {enable: true, maxConcurrency: 1}", "maxConcurrency: must be a whole number from 2 to 100", byBoth},
		"a handler of a Web function":    {webYAML, "  type: web", "  type: web\n  handler: main", "inputs.handler: is for event functions only", byBoth},
		"not YAML":                       {eventYAML, "app: chatmarks", "app: [chatmarks", "is not valid YAML", byBoth},

		"a vendor's key":            {eventYAML, "  handler: main", "  handler: main\n  traceEnable: true", "inputs.traceEnable: not supported here; use scf deploy", vendors},
		"a vendor's key at the top": {eventYAML, "app: chatmarks", "app: chatmarks\norg: me", "org: not supported here; use scf deploy", vendors},
		"a vendor's trigger":        {eventYAML, "    - http:", "    - clb: {parameters: {loadBalanceId: a, protocol: HTTP, port: 80, domain: a, url: a}}\n    - http:", "events.clb: not supported here; use scf deploy", vendors},
		"code in a bucket":          {eventYAML, "src: ./build/event", "src: {bucket: a, object: b}", "inputs.src: not supported here; use scf deploy", vendors},
		"a trigger of $LATEST":      {eventYAML, "qualifier: $DEFAULT", "qualifier: $LATEST", "parameters.qualifier: must be $DEFAULT", vendors},
		"the account's key":         {eventYAML, "${env:CHAT_ADMIN}", "${env:TENCENT_SECRET_KEY}", "CHAT_ADMIN: must not be a part of the account's key", vendors},
		"the proxy of the machine":  {eventYAML, "${env:FUNCTION_NO_PROXY}", "${env:NO_PROXY}", "NO_PROXY: must be ${env:FUNCTION_NO_PROXY}", vendors},
		"the other function's code": {eventYAML, "src: ./build/event", "src: ./build/web", "inputs.src: must be the folder build/event", notThere},
		"the other type":            {webYAML, "  type: web", "  type: event", "inputs.type: must be web in this file", byBoth},
		"a timer of a Web function": {webYAML, "  events:\n", "  events:\n" + timer, "events.timer: a Web function takes http only", notThere},
		"a name that is too long":   {eventYAML, "  name: ${name}-${stage}", "  name: " + strings.Repeat("${name}", 7), "inputs.name: must be 2 to 60", notThere},
		"a name with no value":      {eventYAML, "  name: ${name}-${stage}", "  name: ${nam}-${stage}", "inputs.name: ${nam} has no value", notThere},
		"a variable with no value":  {eventYAML, "  handler: main", "  handler: main\n  role: ${env:ROLE}", "inputs.role: ${env:ROLE} has no value", notThere},
		"a second Function URL":     {eventYAML, "    - http:", "    - http: {parameters: {name: b, qualifier: $DEFAULT, authType: CAM, netConfig: {enableExtranet: true}}}\n    - http:", "there is a second http trigger", notThere},
		"two timers of a name":      {eventYAML, "  events:\n", "  events:\n" + timer + timer, "there is a second timer trigger", notThere},
		"a timer without a name":    {eventYAML, "  events:\n", "  events:\n" + strings.Replace(timer, "name: a, ", "", 1), "timer.parameters.name: is required", notThere},
		"a timer at 24 o'clock":     {eventYAML, "  events:\n", "  events:\n" + strings.Replace(timer, "0 0 3", "0 0 24", 1), "cronExpression: the hour must be", notThere},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := replaced(t, test.file, test.old, test.new)
			if err := validate(t, text); (err == nil) != (test.schema != byBoth) {
				t.Errorf("schema: %v", err)
			}
			lines := world{files: map[string]string{test.file: text}, o: Options{Web: test.file == webYAML}}.refused(t)
			if len(lines) == 0 || !strings.Contains(strings.Join(lines, "\n"), test.want) {
				t.Fatalf("mistakes %q, want %s", lines, test.want)
			}
			if !regexp.MustCompile(`^` + test.file + `:[0-9]+: `).MatchString(lines[0]) {
				t.Errorf("no line in %q", lines[0])
			}
			if len(lines) > 1 && !strings.Contains(name, "no Function URL") {
				t.Errorf("more than one mistake: %q", lines)
			}
		})
	}
}

// TestLinesOfMistakes checks the line numbers of mistakes.
func TestLinesOfMistakes(t *testing.T) {
	t.Parallel()
	const text = "component: scf\napp: a\nname: a\ninputs:\n  wrong: 1\n  src: build/event\n  runtime: Go1\n  handler: main\n  region: ap-tokyo\n" +
		"  timeout: 0\n  initTimeout: 10\n  environment:\n    variables:\n      CHAT_SDKAPPID: ${env:CHAT_SDKAPPID}\n      CHAT_SECRET_KEY: ${env:CHAT_SECRET_KEY}\n      CHAT_REGION: ${env:CHAT_REGION}\n      CHAT_ADMN: ${env:CHAT_ADMIN}\n" +
		"  events: []\n"
	wantLines(t, world{files: map[string]string{eventYAML: text}, shell: map[string]string{"CHAT_REGION": unset}}.refused(t), []string{
		"serverless.yml:5: inputs.wrong: unknown",
		"serverless.yml:10: inputs.timeout: must be",
		"serverless.yml:17: inputs.environment.variables.CHAT_ADMN: unknown",
		"serverless.yml:18: inputs.events: http is required",
		"CHAT_REGION: required",
		".env: there is no such file",
	})
}

// TestEditorsFindTheSchema checks the line that names the schema.
func TestEditorsFindTheSchema(t *testing.T) {
	t.Parallel()
	for _, name := range []string{eventYAML, webYAML} {
		first, _, _ := strings.Cut(read(t, name), "\n")
		schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		if found := filepath.ToSlash(filepath.Join(filepath.Dir(name), schema)); !ok || found != "scripts/serverless.schema.json" {
			t.Errorf("%s begins with %q", name, first)
		}
	}
}
