package handler

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// itemDecoder reads one conversation of a request.
type itemDecoder struct {
	*requestDecoder
	index              int
	item               chat.ContactItem
	toAccount, toGroup bool     // the field is there
	bad                []string // the fields that have a fault already
}

func (d *itemDecoder) field(name string) (err error) {
	ok := true
	reason := "must be a string"
	switch name {
	case "Type":
		reason = "must be the number 1 (C2C) or 2 (GROUP)"
		d.item.Type, ok, err = d.contactType()
	case "To_Account":
		d.toAccount = true
		d.item.ToAccount, ok, err = d.text()
	case "ToGroupId":
		d.toGroup = true
		d.item.ToGroupID, ok, err = d.text()
	default:
		d.faultAt(shorten(name), "unknown name")
		return d.dec.SkipValue()
	}
	if !ok && err == nil {
		d.faultAt(name, reason)
		d.bad = append(d.bad, name)
	}
	return err
}

func (d *itemDecoder) faultAt(field, reason string) {
	d.fault(fmt.Sprintf("ContactItem[%d].%s", d.index, field), reason)
}

// check reports the rules that the item as a whole breaks, but no field twice.
func (d *itemDecoder) check() {
	faults := d.item.Faults()
	// An ID of the other type must not be there, not even an empty one.
	switch {
	case d.item.Type == chat.TypeC2C && d.toGroup && d.item.ToGroupID == "":
		faults = append(faults, chat.Fault{Field: "ToGroupId", Reason: chat.NotWithType(d.item.Type)})
	case d.item.Type == chat.TypeGroup && d.toAccount && d.item.ToAccount == "":
		faults = append(faults, chat.Fault{Field: "To_Account", Reason: chat.NotWithType(d.item.Type)})
	}
	for _, f := range faults {
		if !slices.Contains(d.bad, f.Field) {
			d.faultAt(f.Field, f.Reason)
		}
	}
}

func (d *requestDecoder) contactType() (chat.ContactType, bool, error) {
	value, err := d.dec.ReadValue()
	// By value, as JSON Schema compares numbers: 1.0 and 1e0 are 1. Anything that
	// is no number is a syntax error here.
	switch n, _ := strconv.ParseFloat(string(value), 64); n {
	case 1:
		return chat.TypeC2C, true, err
	case 2:
		return chat.TypeGroup, true, err
	}
	return 0, false, err
}

// text reads a string; a value of another type is skipped, and not ok.
func (d *requestDecoder) text() (text string, ok bool, err error) {
	if d.dec.PeekKind() != '"' {
		return "", false, d.dec.SkipValue()
	}
	token, err := d.dec.ReadToken()
	if err != nil {
		return "", false, err
	}
	return token.String(), true, nil
}

// requestNames are the names that a request knows, wherever they stand.
var requestNames = []string{"From_Account", "ContactItem", "sdkappid", "Type", "To_Account", "ToGroupId"}

// requestName is a name as it is meant, with a bit of its own where a request
// knows it. A known one costs no memory: they stand in every conversation.
func requestName(quoted jsontext.Value) (name string, bit int) {
	for i, name := range requestNames {
		if string(quoted[1:len(quoted)-1]) == name {
			return name, 1 << i
		}
	}
	name = text(quoted)
	if i := slices.Index(requestNames, name); i >= 0 {
		bit = 1 << i // written with escapes
	}
	return name, bit
}

// object reads an object, a field at a time, and reports through repeated a
// name that stood there already. Of its values the first counts.
func (d *requestDecoder) object(field func(name string) error, repeated func(name string)) error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	seen := 0
	for d.dec.PeekKind() != '}' {
		quoted, err := d.dec.ReadValue()
		if err != nil {
			return err
		}
		name, bit := requestName(quoted)
		if seen&bit != 0 {
			repeated(name)
			err = d.dec.SkipValue()
		} else {
			seen |= bit
			err = field(name)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.dec.ReadToken()
	return err
}

// shorten keeps the name of a caller's field to what an answer can carry, and
// makes an empty one visible.
func shorten(name string) string {
	const limit = 64
	if name == "" {
		return `""`
	}
	if len(name) <= limit {
		return name
	}
	n := limit
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n] + "…"
}
