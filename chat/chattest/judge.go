package chattest

import (
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// The paths of the commands that the server knows.
const (
	SearchContactGroupPath = "/v4/recentcontact/search_contact_group"
	GetContactGroupPath    = "/v4/recentcontact/get_contact_group"
)

// commands has the function of each path. It answers a request, or refuses it.
var commands = map[string]func(app App, now time.Time, body []byte) (any, error){
	SearchContactGroupPath: searchContactGroup,
	GetContactGroupPath:    getContactGroup,
}

// judge treats a request like Chat does: it returns an answer from the app's data, or
// the refusal for the first rule that the request breaks.
func (s *Server) judge(r *http.Request, body []byte) (any, error) {
	command, ok := commands[r.URL.Path]
	if !ok {
		return nil, refuse(60009, "no such resource, check the URL")
	}
	if r.Method != http.MethodPost {
		return nil, refuse(60009, "method is not POST")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(60002, "query cannot be parsed")
	}
	app, err := s.authorize(query)
	if err != nil {
		return nil, err
	}
	return command(app, s.now(), body)
}

// refusal is the answer to a request that Chat does not serve: an error code with its
// ErrorInfo, sent in HTTP 200. It must never contain a UserSig.
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

// infos are the ErrorInfos of scripted codes. The texts are ours: the vendor documents
// the meaning of a code, not its ErrorInfo.
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

// scripted returns the refusal for a step with a code.
func scripted(code int) *refusal {
	info, ok := infos[code]
	if !ok {
		info = fmt.Sprintf("error %d", code)
	}
	return &refusal{code: code, info: info}
}

const (
	// maxUserSig is far above the 200 to 400 bytes of a real UserSig.
	maxUserSig = 4 << 10
	// maxTicket limits the inflated size of a UserSig.
	maxTicket = 16 << 10
)

// userSigCodes maps the errors of the official verifier
// (github.com/tencentyun/tls-sig-api-v2-golang) to Chat's codes.
var userSigCodes = map[error]int{
	tencentyun.ErrExpired:            70001,
	tencentyun.ErrSigNotMatch:        70009,
	tencentyun.ErrIdentifierNotMatch: 70013,
	tencentyun.ErrSdkAppIDNotMatch:   70014,
}

func (a App) checkUserSig(identifier, userSig string, now time.Time) error {
	if userSig == "" {
		return refuse(70002, "%s", infos[70002])
	}
	if !wellFormed(userSig) {
		return refuse(70003, "%s", infos[70003])
	}
	err := tencentyun.VerifyUserSig(a.SDKAppID, a.SecretKey, identifier, userSig, now)
	if err == nil {
		return nil
	}
	for known, code := range userSigCodes {
		if errors.Is(err, known) {
			return refuse(code, "%s", infos[code])
		}
	}
	return refuse(70003, "%s", infos[70003])
}

// userSigAlphabet turns the UserSig's own base64 into the standard one.
var userSigAlphabet = strings.NewReplacer("*", "+", "-", "/", "_", "=")

// wellFormed reports whether a UserSig can be unpacked within the limits. The official
// verifier has no limits, and reports a ticket that is not JSON as one of another app.
func wellFormed(userSig string) bool {
	if len(userSig) > maxUserSig {
		return false
	}
	packed := base64.NewDecoder(base64.StdEncoding, strings.NewReader(userSigAlphabet.Replace(userSig)))
	z, err := zlib.NewReader(packed)
	if err != nil {
		return false
	}
	defer z.Close()
	ticket, err := io.ReadAll(io.LimitReader(z, maxTicket+1))
	return err == nil && len(ticket) <= maxTicket && jsontext.Value(ticket).IsValid()
}
