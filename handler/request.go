package handler

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// maxRequest is the maximum size of the JSON of a request.
const maxRequest = 256 << 10

// request is a search for some conversations or a list of all.
type request struct {
	input    chat.SearchContactGroupInput // a list has no conversations
	all      bool
	sdkAppID string // as written; empty if the request names no app
}

// The jobs of a request, as named in the log.
const (
	jobSearch = "search"
	jobList   = "list"
)

func (r *request) job() string {
	if r.all {
		return jobList
	}
	return jobSearch
}

// decodeRequest reads the JSON of a request with at most most conversations. Names
// match exactly. The failure lists every broken rule with its field. withApp allows
// sdkappid, for requests that are not HTTP. The request is never nil: after a failure
// it has the values read so far.
func decodeRequest(body []byte, most int, withApp bool) (*request, *failure) {
	r, items := &request{}, 0
	if len(bytes.TrimSpace(body)) == 0 {
		return r, malformed("the request is empty; it must be a JSON object")
	}
	// The decoder allows repeated names, so that they are reported with their field and
	// not as invalid JSON.
	d := &requestDecoder{body: body, dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true))}
	isObject := d.dec.PeekKind() == '{'
	if isObject {
		items = d.request(r, most, withApp)
	} else {
		d.value()
	}
	if d.err == nil {
		if _, err := d.dec.ReadToken(); err != io.EOF {
			return r, malformed("the request must be one JSON object with nothing after it")
		}
	}
	switch {
	case d.err != nil:
		place := ""
		if syntax, ok := errors.AsType[*jsontext.SyntacticError](d.err); ok {
			place = fmt.Sprintf("; it is not from byte %d on", syntax.ByteOffset)
		}
		return r, malformed("the request must be JSON in UTF-8" + place)
	case !isObject:
		return r, malformed("the request must be a JSON object")
	case items > most:
		return r, invalid(chat.TooManyConversations(items, most))
	case d.faults != nil:
		return r, invalid(d.faults...)
	}
	return r, nil
}

// request reads the members of a request and returns the number of its conversations.
// It skips the values of conversations past the limit.
func (d *requestDecoder) request(r *request, most int, withApp bool) (items int) {
	known := []string{"From_Account", "ContactItem", "AllContacts", "sdkappid"}
	if !withApp {
		known = known[:3]
	}
	hasItems, hasAll, hasAccount := false, false, false
	for name := range d.members(topLevel, known) {
		switch name {
		case "From_Account":
			hasAccount = true
			id, ok := d.text(topLevel, name, d.value())
			if reason := chat.CheckUserID(id); ok && reason != "" {
				d.fault(topLevel, name, reason)
			}
			r.input.FromAccount = id
		case "ContactItem":
			hasItems = true
			items = d.contactItems(r, most)
		case "AllContacts":
			hasAll = true
			if r.all = d.value().Kind() == 't'; !r.all {
				d.fault(topLevel, name, "must be true; leave it out to search for ContactItem")
			}
		case "sdkappid":
			value := d.value() // a number, or a string of digits
			if r.sdkAppID = string(value); value.Kind() == '"' {
				r.sdkAppID = unquote(value)
			}
			if _, err := settings.ParseSDKAppID(r.sdkAppID); err != nil {
				d.fault(topLevel, name, badSDKAppID)
			}
		}
	}
	if !hasAccount {
		d.fault(topLevel, "From_Account", "required")
	}
	switch {
	case hasItems && r.all:
		d.fault(topLevel, "AllContacts", "must not be given with ContactItem")
	case !hasItems && !hasAll:
		d.fault(topLevel, "ContactItem", "required")
	}
	return items
}

func (d *requestDecoder) contactItems(r *request, most int) (items int) {
	if d.dec.PeekKind() != '[' {
		d.fault(topLevel, "ContactItem", "must be an array")
		d.value()
		return 0
	}
	_, d.err = d.dec.ReadToken()
	for ; d.more(']'); items++ {
		switch {
		case items >= most:
			d.value()
		case d.dec.PeekKind() != '{':
			d.fault(topLevel, fmt.Sprintf("ContactItem[%d]", items), "must be an object")
			d.value()
		default:
			r.input.ContactItem = append(r.input.ContactItem, d.contactItem(items))
		}
	}
	if items == 0 {
		d.faults = append(d.faults, chat.NoConversations(most))
	}
	return items
}

var itemNames = []string{"Type", "To_Account", "ToGroupId"}

// contactItem reads a conversation and checks it.
func (d *requestDecoder) contactItem(place int) (item chat.ContactItem) {
	var kind, account, group jsontext.Value
	for name := range d.members(place, itemNames) {
		switch name {
		case "Type":
			kind = d.value()
		case "To_Account":
			account = d.value()
		case "ToGroupId":
			group = d.value()
		}
	}
	if d.err != nil {
		return item
	}
	// JSON Schema compares numbers by value, so 1.0 and 1e0 are 1.
	if n, ok := chat.WholeNumber(string(kind)); ok && (n == 1 || n == 2) {
		item.Type = chat.ContactType(n)
	}
	var accountOK, groupOK bool
	item.ToAccount, accountOK = d.text(place, "To_Account", account)
	item.ToGroupID, groupOK = d.text(place, "ToGroupId", group)
	for _, f := range item.Faults() {
		if f.Field == "To_Account" && !accountOK || f.Field == "ToGroupId" && !groupOK {
			continue // one fault for each field
		}
		d.fault(place, f.Field, f.Reason)
	}
	// The ID of the other type must be absent, even if it is empty.
	switch {
	case item.Type == chat.TypeC2C && group != nil && groupOK && item.ToGroupID == "":
		d.fault(place, "ToGroupId", chat.NotWithType(item.Type))
	case item.Type == chat.TypeGroup && account != nil && accountOK && item.ToAccount == "":
		d.fault(place, "To_Account", chat.NotWithType(item.Type))
	}
	return item
}
