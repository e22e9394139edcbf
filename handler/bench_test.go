package handler_test

import (
	"fmt"
	"io"
	"testing"

	"chatmarks/handler"
)

// sizes are the numbers of conversations that the benchmarks ask for.
var sizes = []int{2, 300}

// chatAnswer is Chat's answer to a request for distinct conversations.
func chatAnswer(n int) string {
	answer := `{"ContactResultItem":[`
	for i := range n {
		if i > 0 {
			answer += ","
		}
		answer += fmt.Sprintf(`{"Type":1,"To_Account":"u%d","StandardMark":"11111110","CustomMark":"abcde","ContactGroupId":[1,2],"Timestamp":1775217000}`, i+1)
	}
	return answer + `],"GroupItem":[{"GroupName":"group_0001","GroupId":1},{"GroupName":"group_0002","GroupId":2}],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
}

func BenchmarkInvoke(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := newCanned(b, answering(chatAnswer(n)), "CHAT_RATE_LIMIT", "0")
			event := encode(b, f.event(request(distinct(1, n)...)))
			f.Handler = handler.New(handler.Options{Environ: []string{}, Log: io.Discard, HTTPClient: answering(chatAnswer(n))})
			ctx := handing(b.Context(), f.env)
			b.ReportAllocs()
			for b.Loop() {
				if answer, err := f.Invoke(ctx, event); err != nil || len(answer) < 100*n {
					b.Fatal(err, string(answer))
				}
			}
		})
	}
}

func BenchmarkDecodeRequest(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			body := []byte(request(distinct(1, n)...))
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if in, _, code, _ := handler.DecodeRequest(body, 300, false); in == nil {
					b.Fatal(code)
				}
			}
		})
	}
}
