package documents

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"chatmarks/scripts/contract/cases"
	"chatmarks/scripts/test/npm"
)

// checked is the configuration with which tsc checks the snippets.
const checked = `{"compilerOptions": {"strict": true, "noImplicitAny": false, "noEmit": true, "allowJs": true, "checkJs": true, "target": "es2022",
  "module": "preserve", "lib": ["es2022", %s], "types": [%s], "skipLibCheck": true}, "files": [%q]}`

// TestSnippets lets TypeScript check the documents' JavaScript against the types of its
// runtime, and Node run it.
func TestSnippets(t *testing.T) {
	t.Parallel()
	folder := npm.Install(t, "typescript@5.9.3", "miniprogram-api-typings@5.1.2", "@types/node@24.10.1")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	readme, recipes := blocks(t, "README.md", "js"), blocks(t, "handler/README.md", "js")
	if len(readme) != 2 || len(recipes) != 2 {
		t.Fatalf("%d and %d snippets", len(readme), len(recipes))
	}
	wx, fetched := readme[0], readme[1]
	for _, s := range []struct{ name, text, lib, types string }{
		{"wx.js", wx, `"es2022"`, `"miniprogram-api-typings"`},
		{"fetch.js", fetched, `"dom"`, ``},
		{"recipes.js", fetched + "\n" + strings.Join(recipes, "\n"), `"es2022"`, `"node"`},
	} {
		write(s.name, s.text)
		write("tsconfig."+s.name+".json", fmt.Sprintf(checked, s.lib, s.types, s.name))
		npm.Run(t, folder, "tsc", "-p", "tsconfig."+s.name+".json")
	}
	write("run.mjs", strings.Join([]string{
		"import assert from 'node:assert/strict'",
		"const answer = " + answerOf(t),
		"const failure = { requestID: 'r', error: { code: 'AuthFailure', message: 'no', retryable: false } }",
		"let reply\nconst wx = { request: (o) => reply(o) }",
		"const viaWX = (() => {" + wx + "\nreturn (request) => askMarks(request, 'u', 'sig') })()",
		"let response\nconst fetch = async () => response",
		"const viaFetch = (() => {" + fetched + "\nreturn (request) => askMarks(request, 'UserSig u:sig') })()",
		runs,
		"const changes = (() => {" + recipes[1] + "\nreturn changes })()",
		"const { changed, gone } = changes({ conversations: [{ conversationID: 'a', updatedAt: null }, { conversationID: 'b' }] }, { conversations: [{ conversationID: 'a', updatedAt: null, customMark: 'x' }] })",
		"assert.deepEqual([changed.length, gone.length], [1, 1])",
		"const repliesTo = (() => { const askMarks = async () => ({ conversations: [{ customMark: 'human' }] });" + recipes[0] + "\nreturn repliesTo })()",
		"assert.equal(await repliesTo('c'), 'human')",
	}, "\n"))
	node := exec.CommandContext(t.Context(), "node", "run.mjs")
	node.Dir = folder
	if out, err := node.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// runs checks that both snippets settle as they must for each kind of reply.
const runs = `
const replies = {
  'an answer': [200, answer], 'an error': [401, failure], 'a text': [502, '<html>'], 'null': [504, null], 'no JSON with 200': [200, 'login first'],
}
for (const [name, [statusCode, data]] of Object.entries(replies)) {
  const header = statusCode === 401 ? { 'Retry-After': '7' } : {}
  reply = (o) => o.success({ statusCode, data, header })
  response = { headers: new Headers(header), ok: statusCode === 200, status: statusCode, json: async () => { if (typeof data === 'string') throw new SyntaxError('no JSON'); return data } }
  for (const ask of [viaWX, viaFetch]) {
    const settled = await Promise.race([ask({}).then((value) => ({ value }), (error) => ({ error })), new Promise((r) => setTimeout(r, 5000, 'never'))])
    if (name === 'an answer') assert.deepEqual(settled, { value: answer }, name)
    else if (name === 'an error') assert.deepEqual([settled.error.code, settled.error.message, settled.error.requestID, settled.error.retryAfter], ['AuthFailure', 'no', 'r', 7], name)
    else assert.deepEqual([settled.error?.message, settled.error?.retryAfter], ['HTTP ' + statusCode, 1], name)
  }
}
reply = (o) => o.fail({ errMsg: 'request:fail' })
await assert.rejects(viaWX({}), /request:fail/)
`

// answerOf returns the answer that the README shows: the contract's, as the request is.
func answerOf(t *testing.T) string {
	t.Helper()
	request, answer, err := cases.Sample(root + "/scripts/contract/cases")
	if err != nil {
		t.Fatal(err)
	}
	shown := blocks(t, "README.md", "json")[0]
	same(t, shown, strings.Replace(answer, `"ID"`, `"b0c6…"`, 1))
	_, asked, _ := strings.Cut(blocks(t, "README.md", "sh")[1], "-d '")
	same(t, strings.TrimSuffix(asked, "'"), request)
	return shown
}

func same(t *testing.T, shown, want string) {
	t.Helper()
	var a, b any
	if err := errors.Join(json.Unmarshal([]byte(shown), &a), json.Unmarshal([]byte(want), &b)); err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("README.md shows %s, the contract has %s, %v", shown, want, err)
	}
}
