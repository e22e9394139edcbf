package abuse

import (
	"context"
	"net"
	"strconv"
	"strings"
	"time"

	"chatmarks/chat/chattest"
)

// silence is a way to hold a connection.
type silence struct {
	name string
	// hold is the client. It returns when ctx ends or the function closes the connection. It is nil if nobody is silent.
	hold   func(ctx context.Context, conn net.Conn) error
	chat   string // the faults of Chat meanwhile
	honest int    // the number of additional honest clients
}

const (
	good = "Authorization: Bearer " + token + "\r\n"
	bad  = "Authorization: Bearer x" + token + "\r\n"
)

// silences are the kinds for which the bounds were made, and a Chat that is slow for everybody.
func silences() []silence {
	small, large := body(2), body(300)
	return []silence{
		{name: "nothing sent", hold: sends("")},
		{name: "half a header", hold: sends("POST / HTTP/1.1\r\nHost: f\r\nX-Half: " + strings.Repeat("a", 512))},
		{name: "a header without its body", hold: sends(head(good, len(small)))},
		{name: "a body with a bad credential", hold: sends(head(bad, 250_000) + strings.Repeat(" ", 200_000))},
		{name: "a body at a byte a second", hold: drips(head(good, len(small)), small)},
		{name: "a valid credential, reads nothing", hold: sends(strings.Repeat(head(good, len(large))+large, 64))},
		{name: "idle after an answer", hold: sends(head(good, len(small)) + small)},
		{name: "a valid credential, a slow Chat", hold: sends(head(good, len(large)) + large), chat: "ok+delay=1s*"},
		{name: "500 honest clients, nobody else", honest: 500},
	}
}

// head is the header of a request.
func head(credential string, length int) string {
	return "POST / HTTP/1.1\r\nHost: f\r\nContent-Type: application/json\r\n" + credential + "Content-Length: " + strconv.Itoa(length) + "\r\n\r\n"
}

// body returns a request for the marks of n conversations.
func body(n int) string {
	var b strings.Builder
	b.WriteString(`{"From_Account":"` + chattest.DemoData().Users()[0] + `","ContactItem":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"Type":1,"To_Account":"abuse_` + strconv.Itoa(i) + `"}`)
	}
	b.WriteString("]}")
	return b.String()
}

// sends returns a client that sends a text, then sends and reads nothing.
func sends(text string) func(context.Context, net.Conn) error {
	return func(ctx context.Context, conn net.Conn) error {
		if _, err := conn.Write([]byte(text)); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	}
}

// drips sends the header at once, and one byte of the body each second.
func drips(head, body string) func(context.Context, net.Conn) error {
	return func(ctx context.Context, conn net.Conn) error {
		if _, err := conn.Write([]byte(head)); err != nil {
			return err
		}
		second := time.NewTicker(time.Second)
		defer second.Stop()
		for i := range body {
			if _, err := conn.Write([]byte{body[i]}); err != nil {
				return err
			}
			select {
			case <-second.C:
			case <-ctx.Done():
				return nil
			}
		}
		<-ctx.Done()
		return nil
	}
}
