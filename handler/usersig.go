package handler

import (
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

const (
	// maxUserSig is far beyond any real one, which has some 200 bytes.
	maxUserSig = 4 << 10
	// maxUserSigDocument bounds what a UserSig may unpack to; real ones come
	// to 200 bytes.
	maxUserSigDocument = 8 << 10
)

// userSigEncoding is the alphabet of a UserSig (tls-sig-api-v2-golang v1.4.0, base64url.go).
var userSigEncoding = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-").WithPadding('_')

// verifyUserSig checks a UserSig with the app's key, by the official verifier.
// That one unpacks without bound, so the size is looked at first.
func verifyUserSig(a *app, userID, userSig string, now time.Time) error {
	if len(userSig) > maxUserSig {
		return errors.New("a UserSig over 4 KiB")
	}
	document, err := zlib.NewReader(base64.NewDecoder(userSigEncoding, strings.NewReader(userSig)))
	if err != nil {
		return errors.New("a UserSig that does not decode")
	}
	n, err := io.Copy(io.Discard, io.LimitReader(document, maxUserSigDocument+1))
	if err != nil || n > maxUserSigDocument {
		return errors.New("a UserSig that does not unpack")
	}
	if err := tencentyun.VerifyUserSig(a.sdkAppID, a.secretKey, userID, userSig, now); err != nil {
		return fmt.Errorf("a UserSig that does not verify: %s", verdict(err))
	}
	return nil
}

// verdict names the verifier's reason; any other text of it could quote its input.
func verdict(err error) string {
	for _, known := range []error{
		tencentyun.ErrSdkAppIDNotMatch, tencentyun.ErrIdentifierNotMatch, tencentyun.ErrExpired,
		tencentyun.ErrUserBufTypeNotMatch, tencentyun.ErrUserBufNotMatch, tencentyun.ErrSigNotMatch,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "broken"
}
