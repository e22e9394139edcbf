package contract

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// spoken sends bytes over a new connection and reads one answer.
func (p *webProcess) spoken(t *testing.T, text string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go func() { _, _ = io.WriteString(c, text) }() // the function may close early
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil, err.Error()
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body) // as much as arrived
	given.keep(t.Name(), []byte(headerText(answer.Header)+string(body)))
	return answer, string(body)
}

// Requests that no client of the standard library sends.
func TestOddRequestsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.webProcess()
	mine := w.credential("user_0001")
	head := "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	endless := strings.Repeat("1000\r\n"+strings.Repeat("x", 0x1000)+"\r\n", 65)
	length := fmt.Sprintf("Content-Length: %d\r\n\r\n", len(sampleBody))
	for sentence, row := range map[string]struct {
		text   string
		status int
	}{
		"a plain one":              {head + "Authorization: " + mine + "\r\n" + length + sampleBody, 200},
		"odd case":                 {head + "aUTHORIZATION:   " + mine + "  \r\n" + length + sampleBody, 200},
		"two Authorizations":       {head + "Authorization: " + mine + "\r\nauthorization: " + mine + "\r\n" + length + sampleBody, 401},
		"a folded line":            {head + "X: y\r\n Authorization: " + mine + "\r\n" + length + sampleBody, 401},
		"two lengths":              {head + "Content-Length: 3\r\n" + length + sampleBody, 400},
		"a length and chunks":      {head + "Transfer-Encoding: chunked\r\n" + length + "0\r\n\r\n", 401},
		"a blank before the colon": {head + "Authorization : " + mine + "\r\n" + length + sampleBody, 400},
		"a megabyte in a header":   {head + "X-Long: " + strings.Repeat("A", 1<<20) + "\r\n" + length + sampleBody, 431},
		"a megabyte of credential": {head + "Authorization: UserSig " + strings.Repeat("A", 1<<20) + "\r\n" + length + sampleBody, 431},
		"a body that never ends":   {head + "Authorization: " + mine + "\r\nTransfer-Encoding: chunked\r\n\r\n" + endless, 413},
		"the same of a stranger":   {head + "Transfer-Encoding: chunked\r\n\r\n" + endless, 401},
		"no HTTP":                  {"what?\r\n\r\n", 400},
		"a body shorter than said": {head + "Authorization: " + mine + "\r\nContent-Length: 20\r\n\r\n{}{}{}{}{}{}{}{}{}{}{}", 400},
		"x-scf-* outside SCF":      {head + "X-Scf-Remote-Addr: 203.0.113.1\r\nX-Scf-Request-Id: of-the-client\r\nAuthorization: " + mine + "\r\n" + length + sampleBody, 200},
		"a megabyte in the path":   {"POST /" + strings.Repeat("A", 1<<20) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
	} {
		answer, body := p.spoken(t, row.text)
		if answer == nil && row.status == 431 {
			continue // the connection may break before everything is sent
		}
		if answer == nil || answer.StatusCode != row.status {
			t.Errorf("%s: %+v %.200s, not %d", sentence, answer, body, row.status)
			continue
		}
		if strings.Contains(headerText(answer.Header)+body, "of-the-client") {
			t.Errorf("%s: believed: %s", sentence, body)
		}
	}
	if a := w.over(p.base, post(t, "/"), []byte("{}")); a.status != 401 {
		t.Errorf("it does not answer any more: %v", a)
	}
}
