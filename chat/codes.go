package chat

import "slices"

// Class says what a code of Chat means to the one who called.
type Class int

// The classes of codes.
const (
	ClassUnknown       Class = iota // not documented, or not about this command
	ClassTransient                  // a fault of Chat's that may pass: can be retried
	ClassThrottle                   // too many calls: slow down
	ClassExpired                    // the UserSig is over: make it anew
	ClassSignature                  // the UserSig does not verify
	ClassConfiguration              // a person must act, in the console or on the settings
	ClassInput                      // the request's own parameters
	ClassNotFound                   // an account of the request is not imported
	ClassRequest                    // the call itself is wrong: a fault of ours, or of Chat
	ClassLimit                      // a limit on the user's data is passed
	ClassAmbiguous                  // an internal fault, or a group that is gone
)

// Code is what is known of one of Chat's error codes.
type Code struct {
	Class  Class
	source string // where the code is documented
}

// Where the codes are documented.
const (
	// Searching for Conversation Group Marks: https://www.tencentcloud.com/document/product/1047/53442
	onSearchPage = "product/1047/53442"
	// Error Codes: https://www.tencentcloud.com/document/product/1047/34348
	onCodesPage = "product/1047/34348"
	// RESTful API Overview: https://www.tencentcloud.com/document/product/1047/34620
	onOverview = "product/1047/34620"
	// Marking a conversation: https://www.tencentcloud.com/document/product/1047/53438
	onMarkPage = "product/1047/53438"
	// The constants of the web SDK, npm @tencentcloud/chat 3.6.6.
	inWebSDK = "@tencentcloud/chat"
	// An enumeration of a client in Dart, on no page.
	inDartClient = "a client in Dart"
	// Seen in real answers, on no page.
	seen = "seen in answers"
)

// codes holds every code that is documented for the command or for all of
// Chat's REST API.
var codes = map[int]Code{
	50001: {ClassNotFound, onSearchPage},
	50002: {ClassInput, onSearchPage},
	50003: {ClassConfiguration, onSearchPage},
	50004: {ClassTransient, onSearchPage},
	50005: {ClassTransient, onSearchPage},
	51006: {ClassRequest, onMarkPage},
	51007: {ClassAmbiguous, onSearchPage},
	51008: {ClassLimit, onSearchPage},
	51009: {ClassRequest, onMarkPage},
	51010: {ClassRequest, onMarkPage},
	51011: {ClassRequest, onMarkPage},
	51012: {ClassRequest, onMarkPage},
	51013: {ClassConfiguration, onMarkPage},
	60002: {ClassRequest, onCodesPage},
	60003: {ClassRequest, onCodesPage},
	60004: {ClassSignature, onCodesPage},
	60005: {ClassSignature, onCodesPage},
	60006: {ClassConfiguration, onCodesPage},
	60007: {ClassThrottle, onCodesPage},
	60008: {ClassTransient, onCodesPage}, // a time-out, or else a malformed request
	60009: {ClassRequest, onCodesPage},
	60010: {ClassConfiguration, onCodesPage},
	60011: {ClassThrottle, onCodesPage},
	60012: {ClassConfiguration, onCodesPage},
	60013: {ClassRequest, onCodesPage},
	60014: {ClassTransient, onCodesPage}, // the pages name a time-out, but no repeat
	60015: {ClassRequest, onCodesPage},
	60016: {ClassConfiguration, onCodesPage},
	60017: {ClassConfiguration, onCodesPage},
	60018: {ClassThrottle, onCodesPage},
	60019: {ClassThrottle, onCodesPage},
	60020: {ClassConfiguration, onCodesPage},
	60021: {ClassConfiguration, onOverview},
	60022: {ClassThrottle, inWebSDK},
	70001: {ClassExpired, onCodesPage},
	70002: {ClassSignature, onCodesPage},
	70003: {ClassSignature, onCodesPage},
	70005: {ClassSignature, onCodesPage},
	70009: {ClassSignature, onCodesPage},
	70013: {ClassSignature, onCodesPage},
	70014: {ClassSignature, onCodesPage},
	70016: {ClassConfiguration, onCodesPage},
	70020: {ClassConfiguration, onCodesPage},
	70032: {ClassSignature, seen},
	70050: {ClassSignature, onCodesPage},
	70051: {ClassConfiguration, onCodesPage},
	70052: {ClassExpired, onCodesPage},
	70107: {ClassNotFound, onCodesPage},
	70114: {ClassConfiguration, onCodesPage},
	70169: {ClassTransient, onCodesPage},
	70202: {ClassTransient, onCodesPage},
	70206: {ClassRequest, onCodesPage},
	70346: {ClassSignature, seen},
	70398: {ClassConfiguration, onCodesPage},
	70402: {ClassRequest, onCodesPage},
	70403: {ClassConfiguration, onCodesPage},
	70404: {ClassConfiguration, onCodesPage},
	70500: {ClassTransient, onCodesPage},
	71000: {ClassConfiguration, onCodesPage},
	72000: {ClassConfiguration, onCodesPage},
	72001: {ClassConfiguration, onCodesPage},
	72012: {ClassConfiguration, onCodesPage},
	80005: {ClassConfiguration, inDartClient},
}

// LookupCode says what is known of a code of Chat; an unknown one has
// [ClassUnknown].
func LookupCode(code int) Code { return codes[code] }

// TransientCodes are the codes of [ClassTransient], sorted: those that
// [Options].RetryCodes can hold.
func TransientCodes() (transient []int) {
	for code, known := range codes {
		if known.Class == ClassTransient {
			transient = append(transient, code)
		}
	}
	slices.Sort(transient)
	return transient
}
