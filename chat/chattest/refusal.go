package chattest

import "fmt"

// refusal is a request that Chat does not serve: an error code with its
// ErrorInfo, sent in HTTP 200. No refusal may ever hold a UserSig.
type refusal struct {
	code int
	info string
}

func (r *refusal) Error() string { return fmt.Sprintf("chat refuses with %d: %s", r.code, r.info) }

func refuse(code int, format string, args ...any) error {
	return &refusal{code: code, info: fmt.Sprintf(format, args...)}
}

func (r *refusal) body() []byte {
	return encode(verdict{ActionStatus: "FAIL", ErrorCode: r.code, ErrorInfo: r.info})
}

// infos is what a scripted code says. The text is ours: the vendor documents
// the meaning of a code, not the words of its ErrorInfo.
var infos = map[int]string{
	50001: "the requested account has not been imported",
	50002: "invalid request parameter",
	50003: "app admin permission is required",
	50004: "internal server error, please try again",
	50005: "network timeout, please try again later",
	51007: "group id conversion failed",
	51008: "too many marked or grouped conversations",
	60002: "HTTP parse Error",
	60003: "HTTP request JSON parse error",
	60006: "invalid SDKAppID",
	60007: "REST API call frequency exceeds the limit",
	60008: "service timeout or request format error, please check and try again",
	60009: "invalid request resource",
	60010: "app admin account is required",
	60011: "SDKAppID call frequency exceeds the limit",
	60012: "SDKAppID is required",
	60014: "account conversion timed out",
	60018: "too many requests, please try again later",
	60019: "too many requests, please try again later",
	60021: "request address is not allowed",
	70001: "UserSig has expired",
	70002: "UserSig is empty",
	70003: "UserSig is illegal",
	70009: "UserSig verification failed",
	70013: "identifier does not match UserSig",
	70014: "SDKAppID does not match UserSig",
	70020: "SDKAppID not found",
	70052: "UserSig is no longer valid",
	70107: "account does not exist",
	70169: "server timeout, please try again",
	70500: "server internal error, please try again",
}

// scripted is the refusal that a step with a code plays.
func scripted(code int) *refusal {
	info, ok := infos[code]
	if !ok {
		info = fmt.Sprintf("error %d", code)
	}
	return &refusal{code: code, info: info}
}
