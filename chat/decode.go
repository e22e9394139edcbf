package chat

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"time"

	smithy "github.com/aws/smithy-go"
	"github.com/go-json-experiment/json/jsontext"
)

// answer is what decodeAnswer finds in the body of an answer.
type answer struct {
	results      []ContactResultItem // ContactResultItem, as every sample has it
	older        []ContactResultItem // ContactItem, as the table of fields has it
	resultsGiven bool                // results was there, and not null
	groups       []GroupItem
	actionStatus string
	errorCode    int64
	errorInfo    string
	codeGiven    bool
}

// decodeAnswer reads the body of an answer. A code other than 0 is an
// [*APIError], whatever else stands there; without one, whatever Chat does not
// document is refused with a [*smithy.DeserializationError]: a wrong JSON type,
// an invalid mark, a missing ErrorCode. Unknown fields are
// the vendor's right to add. Invalid UTF-8, as a custom mark may hold, becomes
// U+FFFD.
func decodeAnswer(body []byte) (*SearchContactGroupOutput, error) {
	r := &reader{size: len(body), dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
	var a answer
	if err := r.document(&a); err != nil {
		return nil, undocumented("an answer that is not JSON")
	}
	switch {
	case a.errorCode != 0:
		return nil, &APIError{Code: int(a.errorCode), Info: a.errorInfo}
	case r.wrong != "":
		return nil, undocumented("%s", r.wrong)
	case !a.codeGiven:
		return nil, undocumented("an answer without ErrorCode")
	case a.actionStatus != "OK" && a.actionStatus != "": // real answers of Chat leave it out
		return nil, undocumented("an ActionStatus other than OK with ErrorCode 0")
	}
	if !a.resultsGiven {
		a.results = a.older
	}
	return &SearchContactGroupOutput{ContactResultItem: a.results, GroupItem: a.groups}, nil
}

// document reads the one object of an answer, and nothing after it.
func (r *reader) document(a *answer) error {
	if err := r.object("the answer", a.field(r)); err != nil {
		return err
	}
	if _, err := r.dec.ReadToken(); err != io.EOF {
		return &smithy.DeserializationError{Err: err}
	}
	return nil
}

func (a *answer) field(r *reader) func([]byte) error {
	return func(name []byte) (err error) {
		switch string(name) {
		case "ContactResultItem":
			a.results, a.resultsGiven, err = r.results("ContactResultItem")
		case "ContactItem":
			a.older, _, err = r.results("ContactItem")
		case "GroupItem":
			a.groups, r.groups = nil, map[int64]struct{}{}
			_, err = r.array("GroupItem", func() error { return r.group(&a.groups) })
		case "ActionStatus":
			a.actionStatus, _, err = r.text("ActionStatus")
		case "ErrorCode":
			a.errorCode, a.codeGiven, err = r.integer("ErrorCode")
		case "ErrorInfo":
			a.errorInfo, _, err = r.text("ErrorInfo")
		default:
			err = r.dec.SkipValue()
		}
		return err
	}
}

func (r *reader) results(name string) (items []ContactResultItem, given bool, err error) {
	if !r.made {
		r.made = true // once, however often the name stands there
		// A result has some 130 bytes, at least half of them names.
		items = make([]ContactResultItem, 0, min(r.size/96, MaxConversationsPerCall))
	}
	given, err = r.array(name, func() error { return r.result(&items) })
	return items, given, err
}

// result reads a conversation. One without an ID is nothing that could have been
// asked for: an answer full of them is not to fill the memory.
func (r *reader) result(items *[]ContactResultItem) error {
	*items = append(*items, ContactResultItem{})
	c := &(*items)[len(*items)-1]
	err := r.object("a result", func(name []byte) (err error) {
		var n int64
		switch string(name) {
		case "Type":
			n, _, err = r.integer("Type")
			c.Type = ContactType(n)
		case "To_Account":
			c.ToAccount, _, err = r.text("To_Account")
		case "ToGroupId":
			c.ToGroupID, _, err = r.text("ToGroupId")
		case "StandardMark":
			c.StandardMark, _, err = r.text("StandardMark")
			c.Marks = r.marks(c.StandardMark)
		case "CustomMark":
			c.CustomMark, _, err = r.text("CustomMark")
		case "ContactGroupId":
			begin := len(r.ids)
			_, err = r.array("ContactGroupId", r.groupID)
			c.ContactGroupID = r.ids[begin:len(r.ids):len(r.ids)]
		case "Timestamp":
			c.Timestamp, err = r.timestamp()
		case "ResultCode":
			if n, _, err = r.integer("ResultCode"); n != 0 {
				r.note("a result with a ResultCode other than 0")
			}
		default:
			err = r.dec.SkipValue()
		}
		return err
	})
	// An ID of the other type is empty in some answers; the key has one only.
	switch c.Type {
	case TypeC2C:
		c.ToGroupID = ""
	case TypeGroup:
		c.ToAccount = ""
	}
	if c.ToAccount == "" && c.ToGroupID == "" {
		*items = (*items)[:len(*items)-1]
	}
	return err
}

func (r *reader) marks(text string) Marks {
	m, err := ParseStandardMark(text)
	if err != nil {
		r.note(err.Error())
	}
	return m
}

// timestamp reads seconds since 1970. 0, and any number that is not a whole
// second before the year 10000, with which RFC 3339 ends, is no time: it is not
// worth the answer.
func (r *reader) timestamp() (time.Time, error) {
	const year10000 = 253402300800
	value, err := r.number("Timestamp")
	if err != nil || value == nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseFloat(string(value), 64) // exact for these years
	if err != nil || seconds <= 0 || seconds >= year10000 || seconds != math.Trunc(seconds) {
		return time.Time{}, nil
	}
	return time.Unix(int64(seconds), 0).UTC(), nil
}

func (r *reader) groupID() error {
	id, given, err := r.integer("ContactGroupId")
	if err == nil && !given {
		r.note("a ContactGroupId that is null")
	}
	r.ids = append(r.ids, id)
	return err
}

// group reads a conversation group. One without an id is nothing that a
// conversation could refer to.
func (r *reader) group(groups *[]GroupItem) error {
	var g GroupItem
	var hasID bool
	err := r.object("a GroupItem", func(name []byte) (err error) {
		switch string(name) {
		case "GroupId":
			g.GroupID, hasID, err = r.integer("GroupId")
		case "GroupName":
			var given bool
			var text string
			if text, given, err = r.text("GroupName"); given {
				g.GroupName = &text
			}
		default:
			err = r.dec.SkipValue()
		}
		return err
	})
	if _, known := r.groups[g.GroupID]; hasID && !known {
		r.groups[g.GroupID] = struct{}{}
		*groups = append(*groups, g)
	}
	return err
}
