package chattest

import (
	"compress/zlib"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

const (
	// maxUserSig is far above the 200 to 400 bytes of a real UserSig.
	maxUserSig = 4 << 10
	// maxTicket bounds what a UserSig may inflate to.
	maxTicket = 16 << 10
)

// userSigCodes are Chat's codes for what the official verifier
// (github.com/tencentyun/tls-sig-api-v2-golang) finds wrong.
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

// wellFormed opens a UserSig within bounds. The official verifier inflates
// without any, and takes a ticket that is not JSON for one of another app.
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
