package deploycheck

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	eventYAML = "serverless.yml"
	webYAML   = "scripts/web/serverless.yml"
)

// validate holds a serverless.yml against the schema.
func validate(t testing.TB, text string) error {
	t.Helper()
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

func TestServerlessIsValid(t *testing.T) {
	t.Parallel()
	for _, name := range []string{eventYAML, webYAML} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := validate(t, read(t, name)); err != nil {
				t.Error(err)
			}
		})
	}
}

// switchedOff is a line of YAML behind a "#"; remarks have one space there.
var switchedOff = regexp.MustCompile(`(?m)^( *)#([^ \n].*|  .*)$`)

// TestWhatIsOffIsValidToo switches on what stands in the files as a remark.
func TestWhatIsOffIsValidToo(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		eventYAML: {"eip: true", "- timer:", "- ckafka:", "apiGwCompatible: true", "CHAT_SECRET_KEY_1400000002:"},
		webYAML:   {"maxConcurrency: 20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := switchedOff.ReplaceAllString(read(t, name), "$1$2")
			for _, want := range want {
				if !regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(want)).MatchString(text) {
					t.Errorf("%q is not switched on", want)
				}
			}
			if err := validate(t, text); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestMistakesAreRefused plants one mistake at a time.
func TestMistakesAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, old, new, want string }{
		"a wrong key":                  {eventYAML, "  memorySize: 128", "  memory: 128", "memory"},
		"a wrong key at the top":       {eventYAML, "component: scf\n", "component: scf\nprovider: tencent\n", "provider"},
		"a wrong key of a trigger":     {eventYAML, "          authType: NONE", "          auth: NONE", "auth"},
		"a wrong key of the network":   {eventYAML, "enableIntranet: false", "enableIntranett: false", "enableIntranett"},
		"no enableExtranet":            {eventYAML, "            enableExtranet: true", "            #enableExtranet: true", "enableExtranet"},
		"no authType":                  {eventYAML, "          authType: NONE", "", "authType"},
		"no Function URL":              {eventYAML, "    - http:", "    - timer:", "http"},
		"a trigger that is gone":       {eventYAML, "    - http:", "    - apigw:", "apigw"},
		"CORS of the platform":         {eventYAML, "          authType: NONE", "          authType: NONE\n          corsConfig: {enable: true}", "corsConfig"},
		"a misspelt variable":          {eventYAML, "CHAT_REGION: ${env:CHAT_REGION}", "CHAT_REGOIN: ${env:CHAT_REGION}", "CHAT_REGOIN"},
		"a secret in the file":         {eventYAML, "${env:CHAT_SECRET_KEY}", "0123456789abcdef", "CHAT_SECRET_KEY"},
		"a timeout of 0":               {eventYAML, "timeout: 15", "timeout: 0", "timeout"},
		"a timeout over 900":           {eventYAML, "timeout: 15", "timeout: 901", "timeout"},
		"a timeout in words":           {eventYAML, "timeout: 15", "timeout: 15s", "timeout"},
		"an initTimeout under 3":       {eventYAML, "initTimeout: 10", "initTimeout: 1", "initTimeout"},
		"memory between the steps":     {eventYAML, "memorySize: 128", "memorySize: 200", "memorySize"},
		"another handler":              {eventYAML, "handler: main", "handler: index.main_handler", "handler"},
		"no handler":                   {eventYAML, "  handler: main", "  #handler: main", "handler"},
		"the whole repository as code": {eventYAML, "src: ./build/event", "src: ./", "src"},
		"a key twice":                  {eventYAML, "  timeout: 15", "  timeout: 15\n  timeout: 20", "timeout"},
		"a handler of a Web function":  {webYAML, "  type: web", "  type: web\n  handler: main", "handler"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := read(t, test.file)
			if strings.Count(text, test.old) == 0 {
				t.Fatalf("%s has no %q any more", test.file, test.old)
			}
			err := validate(t, strings.Replace(text, test.old, test.new, 1))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one about %s", err, test.want)
			}
		})
	}
}

// TestEditorsFindTheSchema looks at the line that names it.
func TestEditorsFindTheSchema(t *testing.T) {
	t.Parallel()
	for _, name := range []string{eventYAML, webYAML} {
		first, _, _ := strings.Cut(read(t, name), "\n")
		schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		if !ok {
			t.Errorf("%s begins with %q", name, first)
		}
		if found := filepath.Join(filepath.Dir(name), schema); found != "scripts/serverless.schema.json" {
			t.Errorf("%s names %s", name, found)
		}
	}
}
