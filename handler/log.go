package handler

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"github.com/tencentyun/scf-go-lib/functioncontext"
)

// logEntry is what the log line of a request says. It holds no user's id and no
// secret, and stays under the 8 KB at which the platform cuts a line
// (https://cloud.tencent.com/document/product/583/52644).
type logEntry struct {
	requestID     string
	gatewayID     string // the id that the gateway in front gave
	event         string // the form of the event
	clientIP      string
	job           string // search or list; empty if there was no request
	record        int    // place in its batch, from 1; 0 if there is no batch
	sdkAppID      uint64
	conversations int
	attempts      int
	chatCode      int
	status        int
	code          Code
	cause         string
	inChat        time.Duration
	start         time.Time
	coldStart     bool
	level         slog.Level // the least that is written
}

const (
	maxID    = 128
	maxCause = 4 << 10
)

// requestID is the platform's, the one that its log service finds, or
// one of our own.
func requestID(ctx context.Context) string {
	if fc, ok := functioncontext.FromContext(ctx); ok && fc.RequestID != "" {
		return fc.RequestID
	}
	return rand.Text()
}

// sanitizeID keeps an id from outside to what a log can carry.
func sanitizeID(id string) string {
	id = strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c
		}
		return -1
	}, id)
	return id[:min(len(id), maxID)]
}

// clientIP is the address in a text, without its port and its zone, which can be
// any text; empty if it is no address.
func clientIP(text string) string {
	if address, err := netip.ParseAddrPort(text); err == nil {
		return address.Addr().WithZone("").String()
	}
	if address, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return address.WithZone("").String()
	}
	return ""
}

// failed notes a failure and is its answer.
func (*Handler) failed(e *logEntry, f *failure) []byte {
	e.status, e.code, e.cause = f.status(), f.code, f.cause
	if f.chat != nil {
		e.attempts, e.chatCode = f.chat.attempts, f.chat.errorCode
	}
	return appendFailure(nil, e.requestID, f)
}

func (e *logEntry) severity() slog.Level {
	switch {
	case e.status >= 500:
		return slog.LevelError
	case e.status >= 400:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// log writes the line: flat, so that the log service makes a field of each key.
// All lines of an invocation together wait at most logTime for the stream, so a slow
// reader loses lines of a batch, but no answer.
func (i *invocation) log(e *logEntry) {
	if e.severity() < e.level {
		return
	}
	begin := time.Now()
	defer func() { i.logTime.Add(-int64(time.Since(begin))) }()
	var room [20]slog.Attr
	attrs := append(room[:0], slog.String("requestID", e.requestID), slog.String("event", e.event), slog.Int("status", e.status))
	add := func(attr slog.Attr, known bool) {
		if known {
			attrs = append(attrs, attr)
		}
	}
	text := func(key, value string) { add(slog.String(key, value), value != "") }
	number := func(key string, value int) { add(slog.Int(key, value), value != 0) }
	text("code", string(e.code))
	text("cause", e.cause[:min(len(e.cause), maxCause)])
	text("gatewayRequestID", e.gatewayID)
	text("clientIP", e.clientIP)
	number("record", e.record)
	number("sdkappid", int(e.sdkAppID))
	number("conversations", e.conversations)
	number("attempts", e.attempts)
	number("chatCode", e.chatCode)
	attrs = append(attrs, slog.Float64("chatMs", milliseconds(e.inChat)), slog.Float64("ms", milliseconds(time.Since(e.start))),
		slog.Bool("coldStart", e.coldStart), slog.String("version", i.version))
	wait := max(0, min(i.lines.wait, time.Duration(i.logTime.Load())))
	i.lines.write(wait, func(lost int64) []byte {
		number("lost", int(lost))
		// A Logger would look up the source position for each line.
		line := slog.NewRecord(time.Now(), e.severity(), cmp.Or(e.job, jobSearch), 0)
		line.AddAttrs(attrs...)
		i.line.Reset()
		_ = i.json.Handle(context.Background(), line) // a Buffer takes everything
		return i.line.Bytes()
	})
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}
