package handler

import "chatmarks/chat"

// finder finds the results of conversations. While they are asked for in the
// order in which Chat gave them, it needs no map.
type finder struct {
	results []chat.ContactResultItem
	next    int // after the last one found
	byItem  map[chat.ContactItem]*chat.ContactResultItem
}

// find gives the first result of a conversation; nil where there is none.
func (f *finder) find(c chat.ContactItem) *chat.ContactResultItem {
	if f.byItem == nil {
		switch {
		case f.next > 0 && f.results[f.next-1].ContactItem == c:
			return &f.results[f.next-1]
		case f.next < len(f.results) && f.results[f.next].ContactItem == c:
			f.next++
			return &f.results[f.next-1]
		}
		f.index()
	}
	return f.byItem[c]
}

func (f *finder) index() {
	f.byItem = make(map[chat.ContactItem]*chat.ContactResultItem, len(f.results))
	for i := range f.results {
		result := &f.results[i]
		if _, twice := f.byItem[result.ContactItem]; !twice {
			f.byItem[result.ContactItem] = result
		}
	}
}
