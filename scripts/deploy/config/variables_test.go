package config

import (
	"strings"
	"testing"

	"chatmarks/chat"
)

// TestMistakesInSettings plants mistakes. Each want is a part of a line, in order.
func TestMistakesInSettings(t *testing.T) {
	t.Parallel()
	env := func(text string) map[string]string { return map[string]string{".env": text} }
	token := strings.Repeat(planted, 6)
	for name, test := range map[string]struct {
		w    world
		want []string
	}{
		"lines that are none": {world{files: env("A=1\nCHAT_ADMIN " + planted + "\n\n# b\n" + planted + "\n")},
			[]string{".env:2: must be NAME=value", ".env:5: must be NAME=value"}},
		"a value that means several things": {world{files: env(`CHAT_SECRET_KEY="` + planted + `\n"`), shell: map[string]string{"CHAT_SECRET_KEY": unset}},
			[]string{".env:1: CHAT_SECRET_KEY: has a quote, a backslash"}},
		"a quote without an end":     {world{files: env("CHAT_ADMIN='" + planted + "\n")}, []string{".env:1: CHAT_ADMIN: has a quote"}},
		"an empty value in the file": {world{files: env("CHAT_ADMIN=\n")}, []string{"CHAT_ADMIN: is set to nothing, which the API refuses: give it a value, or take the line out (.env)"}},
		"an empty value in the shell": {world{files: env("CHAT_ADMIN=boss\n"), shell: map[string]string{"CHAT_ADMIN": " "}},
			[]string{"CHAT_ADMIN: is set to nothing, which the API refuses: give it a value, or take the line out (shell)"}},
		"an empty token of the account":   {world{shell: map[string]string{"TENCENT_TOKEN": ""}}, []string{"TENCENT_TOKEN: is set to nothing"}},
		"an empty key of Chat":            {world{shell: map[string]string{"CHAT_SECRET_KEY": ""}}, []string{"CHAT_SECRET_KEY: is set to nothing"}},
		"a misspelt name in the file":     {world{files: env("CHAT_REGOIN=" + planted + "\nFUNCTION_PROXY=" + planted)}, []string{".env:1: CHAT_REGOIN: serverless.yml does not pass it on", ".env:2: FUNCTION_PROXY: serverless.yml does not pass it on"}},
		"the proxy of the machine":        {world{files: env("HTTPS_PROXY=" + planted + "\nNO_PROXY=" + planted)}, []string{".env:1: HTTPS_PROXY: the function's is called FUNCTION_HTTPS_PROXY here", ".env:2: NO_PROXY: the function's is called FUNCTION_NO_PROXY"}},
		"a misspelt name in the shell":    {world{shell: map[string]string{"CALLER_TOKEN": planted}}, []string{"CALLER_TOKEN: is set in the shell, and serverless.yml does not pass it on"}},
		"an app that the YAML lacks":      {world{shell: map[string]string{"CHAT_SECRET_KEY_1400000010": chatSecret}}, []string{"CHAT_SECRET_KEY_1400000010: is set in the shell"}},
		"half an account's key":           {world{shell: map[string]string{"TENCENT_SECRET_ID": unset}}, []string{"TENCENT_SECRET_ID: is not set, but another part"}},
		"the other half":                  {world{shell: map[string]string{"TENCENT_SECRET_KEY": unset}}, []string{"TENCENT_SECRET_KEY: is not set, but another part"}},
		"a token without a key":           {world{shell: map[string]string{"TENCENT_SECRET_ID": unset, "TENCENT_SECRET_KEY": unset, "TENCENT_TOKEN": planted}}, []string{"TENCENT_SECRET_ID: is not set"}},
		"a key with a space":              {world{shell: map[string]string{"TENCENT_SECRET_KEY": planted + " "}}, []string{"TENCENT_SECRET_KEY: has a space, a quote"}},
		"a key with quotes":               {world{shell: map[string]string{"CHAT_SECRET_KEY": "'" + chatSecret + "'"}}, []string{"CHAT_SECRET_KEY: has a space, a quote"}},
		"a key with quotes of a document": {world{shell: map[string]string{"TENCENT_SECRET_ID": "“" + planted + "”"}}, []string{"TENCENT_SECRET_ID: has a space, a quote"}},
		"a key that is too short":         {world{shell: map[string]string{"CHAT_SECRET_KEY": chatSecret[1:]}}, []string{"CHAT_SECRET_KEY: must be 64 hexadecimal digits"}},
		"a key of other letters":          {world{shell: map[string]string{"CHAT_SECRET_KEY": chatSecret[1:] + "g"}}, []string{"CHAT_SECRET_KEY: must be 64 hexadecimal digits"}},
		"tokens with a space":             {world{shell: map[string]string{"CALLER_TOKENS": token + ", " + token}}, []string{"CALLER_TOKENS: has a space, a quote"}},
		"what the function refuses": {world{shell: map[string]string{"CHAT_MAX_ATTEMPTS": planted, "CALLER_AUTH": planted}},
			[]string{"CHAT_MAX_ATTEMPTS: must be a whole number from 1 to 100", "CALLER_AUTH: must be usersig"}},
		"a proxy that is none":        {world{shell: map[string]string{"FUNCTION_HTTPS_PROXY": "ftp://" + planted}}, []string{"FUNCTION_HTTPS_PROXY: must be the URL of a proxy"}},
		"an endpoint of this machine": {world{shell: map[string]string{"CHAT_ENDPOINT": "http://127.0.0.1:5"}}, []string{"CHAT_ENDPOINT: is on this machine"}},
		"its name":                    {world{shell: map[string]string{"CHAT_ENDPOINT": "https://localhost"}}, []string{"CHAT_ENDPOINT: is on this machine"}},
		"a password in the endpoint":  {world{o: Options{Loopback: true}, shell: map[string]string{"CHAT_ENDPOINT": "https://me:" + planted + "@a"}}, []string{"CHAT_ENDPOINT: must be https://host[:port] and nothing more"}},
		"two apps, one key": {world{shell: map[string]string{"CHAT_SDKAPPID": "1400000009,1400000010"}},
			[]string{"CHAT_SECRET_KEY_1400000009: required; serverless.yml has no line for it", "CHAT_SECRET_KEY_1400000010: required; serverless.yml has no line", ".env: there is no such file"}},
		"nothing, and no file": {world{shell: map[string]string{"CHAT_SDKAPPID": unset, "CHAT_SECRET_KEY": unset, "CHAT_REGION": unset}},
			[]string{"CHAT_SDKAPPID: required", "CHAT_SECRET_KEY: required", "CHAT_REGION: required", ".env: there is no such file"}},
		"another stage without a file": {world{files: env("CHAT_REGION=china\n"), o: Options{Stage: "prod"}, shell: map[string]string{"CHAT_REGION": unset}},
			[]string{"CHAT_REGION: required", ".env.prod: there is no such file, so all settings have to come from the shell: cp .env.example .env.prod"}},
		"nothing in the file":  {world{files: env(""), shell: map[string]string{"CHAT_REGION": unset}}, []string{"CHAT_REGION: required"}},
		"a folder as settings": {world{files: map[string]string{".env/a": ""}}, []string{".env: cannot be read: is a directory"}},
		"no YAML":              {world{files: map[string]string{eventYAML: planted + ": ["}, shell: map[string]string{"TENCENT_SECRET_ID": unset}}, []string{"serverless.yml:1: is not valid YAML", "TENCENT_SECRET_ID: is not set"}},
		"all kinds at once": {world{
			files: map[string]string{".env": "x\nCHAT_ADMN=" + planted, eventYAML: replaced(t, eventYAML, "timeout: 15", "timeout: "+planted)},
			shell: map[string]string{"CHAT_REGION": planted, "CHAT_SECRET_KEY": planted},
		}, []string{".env:1: must be", ".env:2: CHAT_ADMN: serverless.yml does not", "serverless.yml:31: inputs.timeout", "CHAT_SECRET_KEY: must be 64", "CHAT_REGION: must be one of"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLines(t, test.w.refused(t), test.want)
		})
	}
}

// TestTheExampleIsRefused reads a copy of .env.example that nobody has filled in.
func TestTheExampleIsRefused(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(read(t, ".env.example"), "#CALLER_TOKENS", "CALLER_TOKENS")
	none := map[string]string{}
	for name := range goodSettings() {
		none[name] = unset
	}
	lines := world{files: map[string]string{".env": text}, shell: none}.refused(t)
	wantLines(t, lines, []string{
		"TENCENT_SECRET_ID: is still the one of .env.example", "TENCENT_SECRET_KEY: is still", "CHAT_SDKAPPID: is still", "CHAT_SECRET_KEY: is still", "CALLER_TOKENS: is still",
	})
}

// TestSizeOfVariables checks that 4096 bytes of names and values are allowed, and no more.
func TestSizeOfVariables(t *testing.T) {
	t.Parallel()
	c := world{}.mustRead(t)
	size := len("CALLER_TOKENS")
	for _, v := range c.Variables {
		if v.Source != "" {
			size += len(v.Name) + len(v.Value.Reveal())
		}
	}
	fits := strings.Repeat("t", maxVariables-size)
	world{shell: map[string]string{"CALLER_TOKENS": fits}}.mustRead(t)
	wantLines(t, world{shell: map[string]string{"CALLER_TOKENS": fits + "t"}}.refused(t),
		[]string{"serverless.yml: names and values of the variables take 4097 bytes, and the platform allows 4096"})
}

// A region of Chat without a near region of SCF would never be warned of.
func TestRegionsHaveNearOnes(t *testing.T) {
	t.Parallel()
	for _, r := range chat.Regions() {
		if len(near[r]) == 0 {
			t.Errorf("near in variables.go: no region of SCF for %s", r)
		}
	}
}

// TestLoopback checks that an endpoint on this machine is allowed if the function is also
// here.
func TestLoopback(t *testing.T) {
	t.Parallel()
	world{o: Options{Loopback: true}, shell: map[string]string{"CHAT_ENDPOINT": "http://127.0.0.1:5"}}.mustRead(t)
}

func TestCron(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"0 0 3 * * * *": true, "*/5 * * * * * *": true, "0 0 8-18/2 1,15 JAN-dec MON-FRI 2026": true, "59 59 23 31 12 6 2099": true, "0 0/10 * * * * *": true,
		"0 0 3 * *": false, "0  0 3 * * * *": false, "60 * * * * * *": false, "* * 24 * * * *": false, "* * * 0 * * *": false, "* * * * 13 * *": false,
		"* * * * * 7 *": false, "* * * * * * 1969": false, "* * 9-8 * * * *": false, "*/0 * * * * * *": false, "a * * * * * *": false, "1, * * * * * *": false, "* * * ? * * *": false,
	} {
		if got := checkCron(text); (got == "") != ok {
			t.Errorf("%q: %q", text, got)
		}
	}
}
