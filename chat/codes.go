package chat

import "slices"

// Class says what a code of Chat means to the caller.
type Class int

// The classes of codes.
const (
	ClassUnknown       Class = iota // not documented, or not about this command
	ClassTransient                  // a transient fault of Chat: a retry may succeed
	ClassThrottle                   // too many calls: slow down
	ClassExpired                    // the UserSig has expired: sign again
	ClassSignature                  // the UserSig does not verify
	ClassConfiguration              // somebody must change the console or the settings
	ClassInput                      // a parameter of the request is invalid
	ClassNotFound                   // an account of the request is not imported
	ClassRequest                    // the call itself is wrong: a bug of this package or of Chat
	ClassLimit                      // a limit on the user's data is exceeded
	ClassAmbiguous                  // an internal fault, or a disbanded group
)

// classes has every code that is documented for the command or for all of Chat's
// REST API. Sources:
//   - 50xxx, 51007, 51008: the command's page
//     (https://www.tencentcloud.com/document/product/1047/53442)
//   - other 51xxx: the page of marking a conversation (…/1047/53438)
//   - 60021: the overview (…/1047/34620)
//   - 60022: the web SDK (@tencentcloud/chat 3.6.6)
//   - 70032, 70346: replies
//   - 80005: a client in Dart
//   - all others: the page of error codes (…/1047/34348)
var classes = map[Class][]int{
	// 60008 is a time-out or a malformed request, 60014 a time-out.
	ClassTransient: {50004, 50005, 60008, 60014, 70169, 70202, 70500},
	ClassThrottle:  {60007, 60011, 60018, 60019, 60022},
	ClassExpired:   {70001, 70052},
	ClassSignature: {60004, 60005, 70002, 70003, 70005, 70009, 70013, 70014, 70032, 70050, 70346},
	ClassConfiguration: {
		50003, 51013, 60006, 60010, 60012, 60016, 60017, 60020, 60021, 70016, 70020, 70051, 70114, 70398, 70403, 70404,
		71000, 72000, 72001, 72012, 80005,
	},
	ClassInput:     {50002},
	ClassNotFound:  {50001, 70107},
	ClassRequest:   {51006, 51009, 51010, 51011, 51012, 60002, 60003, 60009, 60013, 60015, 70206, 70402},
	ClassLimit:     {51008},
	ClassAmbiguous: {51007},
}

// ClassOf returns the class of a code of Chat.
func ClassOf(code int) Class {
	for class, codes := range classes {
		if slices.Contains(codes, code) {
			return class
		}
	}
	return ClassUnknown
}

// TransientCodes returns the codes of [ClassTransient], sorted. [Options].RetryCodes
// can contain only these.
func TransientCodes() []int { return slices.Clone(classes[ClassTransient]) }
