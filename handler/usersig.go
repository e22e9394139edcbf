package handler

import (
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
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
	credential := sha256.Sum256([]byte(userID + ":" + userSig))
	if a.verified.holds(credential, now) {
		return nil
	}
	document, err := unpack(userSig)
	if err != nil {
		return err
	}
	if err := tencentyun.VerifyUserSig(a.sdkAppID, a.secretKey, userID, userSig, now); err != nil {
		return fmt.Errorf("a UserSig that does not verify: %s", verdict(err))
	}
	a.verified.remember(credential, end(document))
	return nil
}

// unpack gives the document that a UserSig carries.
func unpack(userSig string) ([]byte, error) {
	packed, err := zlib.NewReader(base64.NewDecoder(userSigEncoding, strings.NewReader(userSig)))
	if err != nil {
		return nil, errors.New("a UserSig that does not decode")
	}
	document, err := io.ReadAll(io.LimitReader(packed, maxUserSigDocument+1))
	if err != nil || len(document) > maxUserSigDocument {
		return nil, errors.New("a UserSig that does not unpack")
	}
	return document, nil
}

// end is the last second in which a document that has verified is valid. It is
// read as the verifier reads it, which takes names in any case and of a name
// that stands there twice the last one. One that cannot be read is over, so that
// it is checked again.
func end(document []byte) int64 {
	var life struct {
		Time   int64 `json:"TLS.time"`
		Expire int64 `json:"TLS.expire"`
	}
	if json.Unmarshal(document, &life) != nil {
		return 0
	}
	return life.Time + life.Expire
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
