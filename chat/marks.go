package chat

import (
	"errors"
	"iter"
	"math/bits"
)

// Marks is the set of marks of a conversation, one bit each. The bits have the values
// of the mark types in the client SDKs (@tencentcloud/chat, TYPES.CONV_MARK_TYPE_*;
// V2TIM_CONVERSATION_MARK_TYPE_*).
// Bits 4 to 31 are reserved by Chat, bits 32 to 63 belong to the app.
type Marks uint64

// The marks that Chat defines.
const (
	MarkStar   Marks = 1 << iota // favourite
	MarkUnread                   // marked as unread
	MarkFold                     // folded
	MarkHide                     // hidden
)

// maxMarks is the number of marks: 32 of Chat and 32 of the app.
const maxMarks = 64

// ParseStandardMark parses Chat's StandardMark: at most 64 characters 0 and 1, with or
// without leading zeros. The right-most character is bit 0. The empty text is the empty
// set.
//
// The vendor's REST pages do not say which end is bit 0. The decoder of its web
// SDK (@tencentcloud/chat 3.6.6) does, for the reply of the same command: the
// character at index i of a text of length n has the value 2^(n-1-i).
func ParseStandardMark(text string) (Marks, error) {
	if len(text) > maxMarks {
		return 0, errors.New("a mark of more than 64 characters")
	}
	var m Marks
	for i := range len(text) {
		switch text[i] {
		case '0':
			m <<= 1
		case '1':
			m = m<<1 | 1
		default:
			return 0, errors.New("a mark of other characters than 0 and 1")
		}
	}
	return m, nil
}

// Has reports whether all marks of other are in m.
func (m Marks) Has(other Marks) bool { return m&other == other }

// Each yields the marks of m as sets of one bit, lowest bit first.
func (m Marks) Each() iter.Seq[Marks] {
	return func(yield func(Marks) bool) {
		for ; m != 0; m &= m - 1 {
			if !yield(1 << bits.TrailingZeros64(uint64(m))) {
				return
			}
		}
	}
}
