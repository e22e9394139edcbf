package openapi_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"chatmarks/scripts/test/npm"
)

// usage is a program that uses the generated types. Its answers are real ones.
const usage = `import type { components } from './chatmarks.js'
type Request = components['schemas']['Request']
type Answer = components['schemas']['Answer']

export const search: Request = { From_Account: 'u', ContactItem: [{ Type: 1, To_Account: 'v' }, { Type: 2, ToGroupId: 'g' }] }
export const list: Request = { From_Account: 'u', AllContacts: true }
// @ts-expect-error
export const both: Request = { From_Account: 'u', ContactItem: [{ Type: 1, To_Account: 'v' }], AllContacts: true }
// @ts-expect-error
export const neither: Request = { From_Account: 'u' }
// @ts-expect-error
export const notAll: Request = { From_Account: 'u', AllContacts: false }
// @ts-expect-error
export const mixture: Request = { From_Account: 'u', ContactItem: [{ Type: 1, ToGroupId: 'g' }] }

export const found: Answer = %s
export const listed: Answer = %s
export const stars = listed.conversations.map((c) => (c.type === 'C2C' ? c.userID : c.groupID) + c.marks.star)
`

// TestTypes generates types with openapi-typescript, the generator that the file names.
// Real answers must fit them; a request for some and all conversations must not.
func TestTypes(t *testing.T) {
	t.Parallel()
	folder := npm.Install(t, "openapi-typescript@7.13.0", "typescript@5.9.3")
	h := newHandler(t, environment(newChat(t).URL()), nil)
	answers := make([]any, 2)
	request, _ := sample(t)
	for i, body := range []string{request, allContacts} {
		a := post(t, t.Context(), h, "/", body)
		if a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		answers[i] = bytes.TrimSpace(a.body)
	}
	if err := os.WriteFile(filepath.Join(folder, "usage.ts"), fmt.Appendf(nil, usage, answers...), 0o600); err != nil {
		t.Fatal(err)
	}
	document, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	npm.Run(t, folder, "openapi-typescript", document, "-o", "chatmarks.d.ts")
	npm.Run(t, folder, "tsc", "--strict", "--noEmit", "--module", "nodenext", "usage.ts")
}
