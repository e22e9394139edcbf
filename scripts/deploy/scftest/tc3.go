package scftest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxSkew is the largest difference of a timestamp to the server's clock
// (https://cloud.tencent.com/document/api/583/17242).
const maxSkew = 5 * time.Minute

var authorization = regexp.MustCompile(`^TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/([a-z]+)/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$`)

// verify checks the signature of a call, TC3-HMAC-SHA256
// (https://cloud.tencent.com/document/api/583/33846), and the headers that go with it.
func (s *Server) verify(r *http.Request, body []byte) error {
	if r.Method != http.MethodPost || r.URL.Path != "/" {
		return refuse("InvalidRequest", "The request must be a POST of /")
	}
	for _, name := range []string{"X-TC-Action", "X-TC-Version", "X-TC-Region", "X-TC-Timestamp", "Authorization"} {
		if r.Header.Get(name) == "" {
			return refuse("MissingParameter", "The request has no header %s", name)
		}
	}
	if v := r.Header.Get("X-TC-Version"); v != "2018-04-16" {
		return refuse("NoSuchVersion", "The version %s does not exist", v)
	}
	m := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		return refuse("AuthFailure.InvalidAuthorization", "The header Authorization is not one of TC3-HMAC-SHA256")
	}
	id, date, service, signed, signature := m[1], m[2], m[3], strings.Split(m[4], ";"), m[5]
	stamp, err := strconv.ParseInt(r.Header.Get("X-TC-Timestamp"), 10, 64)
	at := time.Unix(stamp, 0).UTC()
	if skew := s.options.Now().Sub(at); err != nil || skew > maxSkew || skew < -maxSkew {
		return refuse("AuthFailure.SignatureExpire", "The timestamp is more than 5 minutes off")
	}
	switch {
	case id != s.options.SecretID:
		return refuse("AuthFailure.SecretIdNotFound", "The SecretId is not found")
	case date != at.Format(time.DateOnly) || service != "scf":
		return refuse("AuthFailure.SignatureFailure", "The scope of the credential is not that of the request")
	case !slices.Contains(signed, "content-type") || !slices.Contains(signed, "host") || !slices.IsSorted(signed):
		return refuse("AuthFailure.SignatureFailure", "content-type and host must be signed, in order")
	case r.Header.Get("X-TC-Token") != s.options.Token:
		return refuse("AuthFailure.TokenFailure", "The token is wrong")
	case !hmac.Equal([]byte(signature), []byte(s.signature(r, body, signed, date, stamp))):
		return refuse("AuthFailure.SignatureFailure", "The provided credentials could not be validated")
	}
	return nil
}

func (s *Server) signature(r *http.Request, body []byte, signed []string, date string, stamp int64) string {
	var headers strings.Builder
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		if name == "x-tc-action" {
			value = strings.ToLower(value)
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, strings.TrimSpace(value))
	}
	request := strings.Join([]string{r.Method, "/", r.URL.RawQuery, headers.String(), strings.Join(signed, ";"), hash(body)}, "\n")
	text := fmt.Sprintf("TC3-HMAC-SHA256\n%d\n%s/scf/tc3_request\n%s", stamp, date, hash([]byte(request)))
	key := []byte("TC3" + s.options.SecretKey)
	for _, part := range []string{date, "scf", "tc3_request"} {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, text))
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}
