package openapi_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestGeneratedRequests compares the function and the schema on random requests, most of
// whose parts are valid.
func TestGeneratedRequests(t *testing.T) {
	t.Parallel()
	d, f := load(t), startCredulous(t)
	dice := rand.New(rand.NewPCG(1, 2)) // the same requests each time
	verdicts := map[bool]int{}
	for range 600 {
		body := generate(dice)
		got, want := d.accepts(body), accepts(t, f, "/", body)
		if got != want {
			t.Errorf("the function accepts it: %v, the schema: %v\n%s", want, got, body)
		}
		verdicts[want]++
	}
	if verdicts[true] < 100 || verdicts[false] < 100 {
		t.Errorf("too much of one kind to mean anything: %v", verdicts)
	}
}

// Values of the fields as JSON. The first value of each list means that the field is
// missing.
var (
	users  = []string{"", `"u"`, `"a b"`, `"` + strings.Repeat("u", 32) + `"`, `"user:0001"`}
	groups = []string{"", `"g"`, `"@TGS#1B2AUI7RZ"`, `"` + strings.Repeat("g", 48) + `"`, `"@TGS#_` + strings.Repeat("t", 90) + `"`}
	wrong  = []string{
		"", `""`, `null`, `true`, `1`, `2`, `3`, `0`, `-1`, `1.5`, `"1"`, `[]`, `{}`, `"ü"`, `"\t"`, `"\u0000"`,
		`"` + strings.Repeat("x", 33) + `"`, `"` + strings.Repeat("x", 49) + `"`, `"@TGS#_` + strings.Repeat("x", 91) + `"`,
	}
)

// generate makes a request of 1 to 4 conversations. Each part has a small chance to be
// replaced by any value.
func generate(dice *rand.Rand) string {
	var items []string
	for range 1 + dice.IntN(4) {
		kind, id, values := "1", "To_Account", users
		if dice.IntN(2) == 0 {
			kind, id, values = "2", "ToGroupId", groups
		}
		items = append(items, fields(
			"Type", part(dice, kind),
			id, part(dice, values[1+dice.IntN(len(values)-1)]),
			extra(dice), part(dice, "1"),
		))
	}
	list := part(dice, "["+strings.Join(items, ",")+"]")
	all := ""
	switch dice.IntN(8) {
	case 0:
		list, all = "", part(dice, "true")
	case 1:
		all = part(dice, "")
	}
	return fields("ContactItem", list, "AllContacts", all, "From_Account", part(dice, users[1+dice.IntN(len(users)-1)]))
}

// part returns the good value, or in one of twenty cases a wrong one.
func part(dice *rand.Rand, good string) string {
	if dice.IntN(20) > 0 {
		return good
	}
	return wrong[dice.IntN(len(wrong))]
}

// extra returns the name of an unexpected field, or "" in most cases.
func extra(dice *rand.Rand) string {
	if dice.IntN(25) > 0 {
		return ""
	}
	return []string{"type", "To_account", "Name", "From_Account"}[dice.IntN(4)]
}

// fields returns an object of names and values. It omits a pair if the name or the value
// is empty.
func fields(pairs ...string) string {
	var written []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != "" && pairs[i+1] != "" {
			written = append(written, `"`+pairs[i]+`":`+pairs[i+1])
		}
	}
	return "{" + strings.Join(written, ",") + "}"
}
