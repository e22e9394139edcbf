package handler

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

var errTooLarge = errors.New("the body is too large")

// maxDiscard bounds what is read of a body that is too long; the platform takes
// 6 MB.
const maxDiscard = 8 << 20

// readBody reads a body, and keeps no more than one byte past its limit. What is
// too long is read to its end nevertheless: a client that is still sending would
// see its connection reset in place of the answer. One that asked first
// (Expect: 100-continue) has not begun to send.
func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength > maxRequest && r.Header.Get("Expect") != "" {
		return nil, errTooLarge
	}
	var body bytes.Buffer
	if size := min(r.ContentLength, maxRequest); size > 0 {
		body.Grow(int(size) + bytes.MinRead)
	}
	_, err := body.ReadFrom(io.LimitReader(r.Body, maxRequest+1))
	if body.Len() > maxRequest {
		_, _ = io.CopyN(io.Discard, r.Body, maxDiscard)
		return nil, errTooLarge
	}
	return body.Bytes(), err
}

// isJSON takes application/json with any parameters, and no Content-Type at all.
func isJSON(types []string) bool {
	for _, one := range types {
		media, _, err := mime.ParseMediaType(one)
		if one != "" && (err != nil || media != "application/json" && !strings.HasSuffix(media, "+json")) {
			return false
		}
	}
	return true
}
