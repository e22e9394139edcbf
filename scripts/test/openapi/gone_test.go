package openapi_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"testing"

	"chatmarks/handler"
)

// halfClosing is a client that closes its side of the connection before the answer.
type halfClosing struct{ *web }

func (f halfClosing) send(t *testing.T, r *http.Request, _ []byte) (*answer, error) {
	connection, err := net.Dial("tcp", f.address)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if err := r.Write(connection); err != nil {
		return nil, err
	}
	if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return &answer{status: response.StatusCode, header: response.Header, body: body}, err
}

// goneClient brings about the answer that only a client over plain HTTP can get.
func goneClient(t *testing.T, d *document, seen *coverage) {
	chat := newChat(t)
	e := exchange{script: "hang", body: simple, status: 499, code: handler.CodeClientClosedRequest}
	e.hold(t, d, seen, halfClosing{startWeb(t, open, chat)}, chat)
}
