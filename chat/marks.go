package chat

import (
	"errors"
	"iter"
	"math/bits"
)

// Marks is the set of marks of a conversation, one bit each. Its single bits
// have the values that the client SDKs give their mark types
// (@tencentcloud/chat, TYPES.CONV_MARK_TYPE_*; V2TIM_CONVERSATION_MARK_TYPE_*).
// Bits 4 to 31 are reserved by Chat, bits 32 to 63 belong to the app.
type Marks uint64

// The marks that Chat defines.
const (
	MarkStar   Marks = 1 << iota // favourite
	MarkUnread                   // marked as unread
	MarkFold                     // folded
	MarkHide                     // hidden
)

// maxMarks is the number of marks there are: 32 of Chat's and 32 of the app's.
const maxMarks = 64

// ParseStandardMark reads Chat's StandardMark: the characters 0 and 1, the
// right-most one for bit 0, any number of leading zeros, at most 64 characters;
// the empty text is the empty set.
//
// The vendor's REST pages do not say which end is bit 0. The decoder of its web
// SDK (@tencentcloud/chat 3.6.6) does, for the reply of this very command: it
// gives the character at index i of a text of length n the value 2^(n-1-i).
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

// Each yields the marks of m as sets of one bit, the lowest first.
func (m Marks) Each() iter.Seq[Marks] {
	return func(yield func(Marks) bool) {
		for ; m != 0; m &= m - 1 {
			if !yield(1 << bits.TrailingZeros64(uint64(m))) {
				return
			}
		}
	}
}
