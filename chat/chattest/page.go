package chattest

import (
	"strconv"
	"strings"
	"time"
)

// page is an answer of get_contact_group, with the members in the order of a real
// answer (a public test of a PHP client, 2025-04-28). The real answer also has
// CompleteTime and ErrorDisplay, which the vendor's page
// (https://www.tencentcloud.com/document/product/1047/53440) does not mention.
type page struct {
	ContactItem    []resultItem `json:"ContactItem"`
	CompleteFlag   int          `json:"CompleteFlag"`
	CompleteTime   int64        `json:"CompleteTime,omitzero"`
	NextStartIndex int          `json:"NextStartIndex,omitzero"`
	GroupItem      []groupItem  `json:"GroupItem"`
	verdict
	ErrorDisplay string `json:"ErrorDisplay"`
}

func getContactGroup(app App, now time.Time, body []byte) (any, error) {
	o, from, err := parseBody(body, "StartIndex")
	if err != nil {
		return nil, err
	}
	start, err := strconv.ParseUint(string(o["StartIndex"]), 10, 31)
	if err != nil {
		return nil, refuse(50002, "StartIndex is missing, or not a number from 0 on")
	}
	return app.page(from, int(start), now)
}

func (a App) page(from string, start int, now time.Time) (page, error) {
	a.Data.mu.RLock()
	defer a.Data.mu.RUnlock()
	u, err := a.user(from)
	if err != nil {
		return page{}, err
	}
	all := []resultItem{}
	for _, c := range u.Conversations {
		if c.answered() {
			item := c.wire()
			item.StandardMark = strings.TrimLeft(item.StandardMark, "0")
			all = append(all, item)
		}
	}
	p := page{verdict: a.success()}
	begin := min(start, len(all))
	end := min(begin+a.Variant.PageSize, len(all))
	if p.ContactItem = all[begin:end]; end < len(all) {
		p.NextStartIndex = end
	} else {
		p.CompleteFlag, p.CompleteTime = 1, now.Unix()
	}
	p.GroupItem = u.wireGroups(p.ContactItem, a.Variant.AllGroups)
	return p, nil
}
