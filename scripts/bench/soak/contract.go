package soak

// Numbers of the contract.
const (
	maxAttempts   = 3
	maxRetryAfter = 5 // seconds; the function waits for no longer Retry-After
	quotaSize     = 500
	retryCost     = 14
	firstGain     = 1
)

// Words for failures.
const (
	authFailure           = "AuthFailure"
	configurationError    = "ConfigurationError"
	failedOperation       = "FailedOperation"
	invalidParameter      = "InvalidParameter"
	limitExceeded         = "LimitExceeded"
	malformedRequest      = "MalformedRequest"
	methodNotAllowed      = "MethodNotAllowed"
	requestLimitExceeded  = "RequestLimitExceeded"
	requestTooLarge       = "RequestTooLarge"
	resourceNotFound      = "ResourceNotFound"
	serviceUnavailable    = "ServiceUnavailable"
	unauthorizedOperation = "UnauthorizedOperation"
	unsupportedMediaType  = "UnsupportedMediaType"
)

// statuses are the HTTP statuses of the words that this soak can provoke.
var statuses = map[string]int{
	authFailure:           401,
	configurationError:    500,
	failedOperation:       502,
	invalidParameter:      400,
	limitExceeded:         409,
	malformedRequest:      400,
	methodNotAllowed:      405,
	requestLimitExceeded:  429,
	requestTooLarge:       413,
	resourceNotFound:      404,
	serviceUnavailable:    503,
	unauthorizedOperation: 403,
	unsupportedMediaType:  415,
}

// repeatable are the words for failures that a caller may repeat. Their answers over HTTP have Retry-After.
var repeatable = map[string]bool{requestLimitExceeded: true, serviceUnavailable: true}

// words has the word for each code of Chat that the soak plays.
var words = map[int]string{
	50001: resourceNotFound, 70107: resourceNotFound, 51007: resourceNotFound,
	50002: invalidParameter,
	51008: limitExceeded,
	50004: serviceUnavailable, 50005: serviceUnavailable, 60008: serviceUnavailable, 70500: serviceUnavailable,
	60007: requestLimitExceeded, 60011: requestLimitExceeded, 60018: requestLimitExceeded,
	60019: requestLimitExceeded, 60022: requestLimitExceeded,
	50003: configurationError, 60006: configurationError, 60012: configurationError, 70009: configurationError,
	70020: configurationError, 70001: configurationError, 70052: configurationError,
	60003: failedOperation, 99999: failedOperation,
}

// meaning says what the end of an attempt means for the call.
type meaning int

const (
	good    meaning = iota // Chat answered
	passing                // transient: it is retried
	expired                // the signature has expired: the call is signed again, once, in addition to the retries
	lasting                // no other attempt follows
)

// meanings has the codes that are not lasting, by the default of CHAT_RETRY_CODES.
var meanings = map[int]meaning{50004: passing, 50005: passing, 70001: expired, 70052: expired}
