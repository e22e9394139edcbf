package handler

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"chatmarks/chat"
)

// maxRequest bounds the JSON of a request.
const maxRequest = 256 << 10

// request is what was asked for.
type request struct {
	input    chat.SearchContactGroupInput
	sdkAppID string // as written; empty where the request names no app
}

// decodeRequest reads the JSON of a request of at most max conversations. Names
// are matched exactly; every broken rule is reported, with its place. A request
// that is not HTTP may name its app (withApp).
func decodeRequest(body []byte, max int, withApp bool) (*request, *failure) {
	d := &requestDecoder{
		// Repeated names are a broken rule with a place, not broken JSON.
		dec:     jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true)),
		max:     max,
		withApp: withApp,
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, malformed("the request is empty; it must be a JSON object")
	}
	if d.dec.PeekKind() != '{' {
		if err := d.end(); err != nil {
			return nil, notJSON(err)
		}
		return nil, malformed("the request must be a JSON object")
	}
	repeated := func(name string) { d.fault(name, "repeated name") }
	if err := d.object(d.topLevel, repeated); err != nil {
		return nil, notJSON(err)
	}
	if _, err := d.dec.ReadToken(); err != io.EOF {
		return nil, malformed("the request must be one JSON object with nothing after it")
	}
	return d.result()
}

// notJSON says where the JSON ends to be JSON.
func notJSON(err error) *failure {
	place := ""
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		place = fmt.Sprintf("; it is not from byte %d on", syntax.ByteOffset)
	}
	return malformed("the request must be JSON in UTF-8" + place)
}

// requestDecoder reads a request and gathers its broken rules, in the order of
// the text.
type requestDecoder struct {
	dec     *jsontext.Decoder
	max     int
	withApp bool
	request request
	items   int // conversations seen, those past the limit included
	given   struct{ fromAccount, contactItem bool }
	faults  []chat.Fault
}

// end reads the rest of what is not an object; its error says that it is not JSON.
func (d *requestDecoder) end() error {
	if err := d.dec.SkipValue(); err != nil {
		return err
	}
	if _, err := d.dec.ReadToken(); err != io.EOF {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (d *requestDecoder) fault(field, reason string) {
	d.faults = append(d.faults, chat.Fault{Field: field, Reason: reason})
}

func (d *requestDecoder) result() (*request, *failure) {
	if d.items > d.max {
		return nil, invalid(chat.TooManyConversations(d.items, d.max))
	}
	if !d.given.fromAccount {
		d.fault("From_Account", "required")
	}
	if !d.given.contactItem {
		d.fault("ContactItem", "required")
	}
	if d.faults != nil {
		return nil, invalid(d.faults...)
	}
	return &d.request, nil
}

func (d *requestDecoder) topLevel(name string) error {
	switch {
	case name == "From_Account":
		d.given.fromAccount = true
		return d.fromAccount()
	case name == "ContactItem":
		d.given.contactItem = true
		return d.contactItems()
	case name == "sdkappid" && d.withApp:
		return d.sdkAppID()
	}
	d.fault(shorten(name), "unknown name")
	return d.dec.SkipValue()
}

func (d *requestDecoder) fromAccount() error {
	id, ok, err := d.text()
	if err != nil {
		return err
	}
	reason := "must be a string"
	if ok {
		reason = chat.CheckUserID(id)
	}
	if reason != "" {
		d.fault("From_Account", reason)
	}
	d.request.input.FromAccount = id
	return nil
}

// sdkAppID reads the app: a number, or a string of digits.
func (d *requestDecoder) sdkAppID() error {
	value, err := d.dec.ReadValue()
	if err != nil {
		return err
	}
	id := string(value)
	if value.Kind() == '"' {
		id = text(value)
	}
	if _, err := parseSDKAppID(id); err != nil {
		d.fault("sdkappid", badSDKAppID)
	}
	d.request.sdkAppID = id
	return nil
}

const badSDKAppID = "must be the decimal number of an app"

func (d *requestDecoder) contactItems() error {
	if d.dec.PeekKind() != '[' {
		d.fault("ContactItem", "must be an array")
		return d.dec.SkipValue()
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	for d.dec.PeekKind() != ']' {
		if err := d.contactItem(); err != nil {
			return err
		}
	}
	if d.items == 0 {
		f := chat.NoConversations(d.max)
		d.fault(f.Field, f.Reason)
	}
	_, err := d.dec.ReadToken()
	return err
}

// contactItem reads a conversation; one past the limit is only counted.
func (d *requestDecoder) contactItem() error {
	index := d.items
	d.items++
	if index >= d.max {
		return d.dec.SkipValue()
	}
	if d.dec.PeekKind() != '{' {
		d.fault(fmt.Sprintf("ContactItem[%d]", index), "must be an object")
		return d.dec.SkipValue()
	}
	item := itemDecoder{requestDecoder: d, index: index}
	repeated := func(name string) { item.faultAt(name, "repeated name") }
	if err := d.object(item.field, repeated); err != nil {
		return err
	}
	item.check()
	d.request.input.ContactItem = append(d.request.input.ContactItem, item.item)
	return nil
}
