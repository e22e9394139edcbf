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

// logEntry is the content of the log line of a request. It contains no UserID and no
// secret. The line is shorter than the 8 KB at which the platform cuts lines
// (https://cloud.tencent.com/document/product/583/52644).
type logEntry struct {
	requestID     string
	gatewayID     string // the gateway's id of the request
	event         string // the form of the event
	clientIP      string
	job           string // search or list; empty if there was no request
	record        int    // position in the batch, from 1; 0 if there is no batch
	records       int    // how many records from there on the line is about, if not for one
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
	level         slog.Level // the lowest level that is written
}

const (
	maxID    = 128
	maxCause = 4 << 10
)

// requestID returns the platform's id of the request, by which its log service can be
// searched. If there is none, it returns a random id.
func requestID(ctx context.Context) string {
	if fc, ok := functioncontext.FromContext(ctx); ok && fc.RequestID != "" {
		return fc.RequestID
	}
	return rand.Text()
}

// sanitizeID makes an id from outside safe for the log: it keeps only visible ASCII and
// cuts the id to maxID bytes.
func sanitizeID(id string) string {
	id = strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c
		}
		return -1
	}, id)
	return id[:min(len(id), maxID)]
}

// clientIP returns the IP address in a text, without port and zone: a zone can be any
// text. It returns "" if the text is not an address.
func clientIP(text string) string {
	if address, err := netip.ParseAddrPort(text); err == nil {
		return address.Addr().WithZone("").String()
	}
	if address, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return address.WithZone("").String()
	}
	return ""
}

// failed copies a failure into the log entry and returns its answer.
func (e *logEntry) failed(f *failure) []byte {
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

// log writes the log line. The JSON is flat, so that the log service makes each key a
// field. All lines of an invocation together wait at most logTime for the stream. So if
// the reader is slow, a batch may lose log lines, but never its answer.
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
	number("records", e.records)
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
		_ = i.json.Handle(context.Background(), line) // writing to a Buffer cannot fail
		return i.line.Bytes()
	})
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}
