package chat_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"chatmarks/chat"
)

// sizes are those of the documented sample and of the largest single call.
var sizes = []int{2, 300}

// fullAnswer returns an answer with n conversations, each with all fields.
func fullAnswer(n int) string {
	var b strings.Builder
	b.WriteString(`{"ContactResultItem":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"Type":1,"To_Account":"user_%04d","StandardMark":"11111110","CustomMark":"abcde","ContactGroupId":[1,2],"Timestamp":1775217000}`, i+1)
	}
	b.WriteString(`],"GroupItem":[{"GroupName":"group_0001","GroupId":1},{"GroupName":"group_0002","GroupId":2}],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
	return b.String()
}

func BenchmarkDecodeAnswer(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			body := []byte(fullAnswer(n))
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := chat.DecodeAnswer(body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkValidate(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := many(n)
			b.ReportAllocs()
			for b.Loop() {
				if err := in.Validate(300); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	client := newClient(b, nil)
	b.Run("kept", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := client.Sign(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("made anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			userSig, err := client.Sign()
			if err != nil {
				b.Fatal(err)
			}
			client.Drop(userSig)
		}
	})
}

// roundTrip answers without a network.
type roundTrip string

func (r roundTrip) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(string(r))), ContentLength: int64(len(r))}, nil
}

func BenchmarkSearchContactGroup(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			client := newClient(b, func(o *chat.Options) { o.HTTPClient = roundTrip(fullAnswer(n)) })
			in := many(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.SearchContactGroup(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
