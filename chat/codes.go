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
	Cure   string // what the operator of the app can do, where there is something
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

const (
	cureClock   = "a signature just made was refused as expired: check the clock of the machine"
	cureKey     = "check that CHAT_SECRET_KEY is the key of this SDKAppID"
	cureRegion  = "check that CHAT_REGION is the data centre of this SDKAppID"
	cureAdmin   = "check that CHAT_ADMIN is an admin of the app"
	cureApp     = "check that CHAT_SDKAPPID is right and the app enabled"
	curePackage = "check the app's package in the Chat console; a package just bought takes 5 minutes"
	cureAddress = "Chat does not allow this source address: give the function a fixed egress address and allow it"
	cureLocked  = "too many failed signatures: correct CHAT_SECRET_KEY, then wait a minute"
	cureTicket  = "Chat disabled the app or the request: ask the vendor by ticket"
)

// codes holds every code that is documented for the command or for all of
// Chat's REST API.
var codes = map[int]Code{
	50001: {ClassNotFound, "", onSearchPage},
	50002: {ClassInput, "", onSearchPage},
	50003: {ClassConfiguration, cureAdmin, onSearchPage},
	50004: {ClassTransient, "", onSearchPage},
	50005: {ClassTransient, "", onSearchPage},
	51006: {ClassRequest, "", onMarkPage},
	51007: {ClassAmbiguous, "", onSearchPage},
	51008: {ClassLimit, "", onSearchPage},
	51009: {ClassRequest, "", onMarkPage},
	51010: {ClassRequest, "", onMarkPage},
	51011: {ClassRequest, "", onMarkPage},
	51012: {ClassRequest, "", onMarkPage},
	51013: {ClassConfiguration, curePackage, onMarkPage},
	60002: {ClassRequest, "", onCodesPage},
	60003: {ClassRequest, "", onCodesPage},
	60004: {ClassSignature, cureKey, onCodesPage},
	60005: {ClassSignature, cureKey, onCodesPage},
	60006: {ClassConfiguration, cureApp, onCodesPage},
	60007: {ClassThrottle, "", onCodesPage},
	60008: {ClassTransient, "", onCodesPage}, // a time-out, or else a malformed request
	60009: {ClassRequest, "", onCodesPage},
	60010: {ClassConfiguration, cureAdmin, onCodesPage},
	60011: {ClassThrottle, "", onCodesPage},
	60012: {ClassConfiguration, cureApp, onCodesPage},
	60013: {ClassRequest, "", onCodesPage},
	60014: {ClassTransient, "", onCodesPage}, // the pages name a time-out, but no repeat
	60015: {ClassRequest, "", onCodesPage},
	60016: {ClassConfiguration, cureTicket, onCodesPage},
	60017: {ClassConfiguration, cureTicket, onCodesPage},
	60018: {ClassThrottle, "", onCodesPage},
	60019: {ClassThrottle, "", onCodesPage},
	60020: {ClassConfiguration, curePackage, onCodesPage},
	60021: {ClassConfiguration, cureAddress, onOverview},
	60022: {ClassThrottle, "", inWebSDK},
	70001: {ClassExpired, cureClock, onCodesPage},
	70002: {ClassSignature, cureKey, onCodesPage},
	70003: {ClassSignature, cureKey, onCodesPage},
	70005: {ClassSignature, cureKey, onCodesPage},
	70009: {ClassSignature, cureKey, onCodesPage},
	70013: {ClassSignature, cureAdmin, onCodesPage},
	70014: {ClassSignature, cureKey, onCodesPage},
	70016: {ClassConfiguration, cureRegion, onCodesPage},
	70020: {ClassConfiguration, cureRegion, onCodesPage},
	70032: {ClassSignature, cureKey, seen},
	70050: {ClassSignature, cureLocked, onCodesPage},
	70051: {ClassConfiguration, cureTicket, onCodesPage},
	70052: {ClassExpired, cureClock, onCodesPage},
	70107: {ClassNotFound, "", onCodesPage},
	70114: {ClassConfiguration, cureTicket, onCodesPage},
	70169: {ClassTransient, "", onCodesPage},
	70202: {ClassTransient, "", onCodesPage},
	70206: {ClassRequest, "", onCodesPage},
	70346: {ClassSignature, cureKey, seen},
	70398: {ClassConfiguration, curePackage, onCodesPage},
	70402: {ClassRequest, "", onCodesPage},
	70403: {ClassConfiguration, cureAdmin, onCodesPage},
	70404: {ClassConfiguration, cureTicket, onCodesPage},
	70500: {ClassTransient, "", onCodesPage},
	71000: {ClassConfiguration, curePackage, onCodesPage},
	72000: {ClassConfiguration, curePackage, onCodesPage},
	72001: {ClassConfiguration, curePackage, onCodesPage},
	72012: {ClassConfiguration, curePackage, onCodesPage},
	80005: {ClassConfiguration, curePackage, inDartClient},
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
