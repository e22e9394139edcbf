package handler_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"chatmarks/handler"
)

// sizes are the numbers of conversations in the requests of the benchmarks.
var sizes = []int{2, 300}

// chatAnswer is Chat's answer to a request for distinct conversations.
func chatAnswer(n int) string {
	return `{"ContactResultItem":[` + chatItems(0, n) + `],` + chatEnd
}

const chatEnd = `"GroupItem":[{"GroupName":"group_0001","GroupId":1},{"GroupName":"group_0002","GroupId":2}],"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`

func chatItems(from, n int) string {
	var items []string
	for i := range n {
		items = append(items, fmt.Sprintf(`{"Type":1,"To_Account":"u%d","StandardMark":"11111110","CustomMark":"abcde","ContactGroupId":[1,2],"Timestamp":1775217000}`, from+i+1))
	}
	return strings.Join(items, ",")
}

// chatPages is an HTTP client that returns the pages of a list one after the other.
func chatPages(n, size int) clientFunc {
	var pages []clientFunc
	for from := 0; from < n; from += size {
		end := `"CompleteFlag":1,`
		if from+size < n {
			end = fmt.Sprintf(`"CompleteFlag":0,"NextStartIndex":%d,`, from+size)
		}
		pages = append(pages, answering(`{"ContactItem":[`+chatItems(from, size)+`],`+end+chatEnd))
	}
	asked := 0
	return func(r *http.Request) (*http.Response, error) {
		asked++
		return pages[(asked-1)%len(pages)](r)
	}
}

// invokes measures an event whose answer has n conversations.
func invokes(b *testing.B, f *function, event []byte, n int) {
	ctx := handing(b.Context(), f.env)
	b.ReportAllocs()
	for b.Loop() {
		if answer, err := f.Invoke(ctx, event); err != nil || len(answer) < 100*n {
			b.Fatal(err, string(answer))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/conversation")
}

// BenchmarkList should need no more time per conversation than BenchmarkInvoke with 300.
func BenchmarkList(b *testing.B) {
	const n, size = 1000, 250
	f := newCanned(b, answering(chatAnswer(1)), "CHAT_RATE_LIMIT", "0")
	event := encode(b, f.event(`{"From_Account":"user_0001","AllContacts":true}`))
	f.Handler = handler.New(handler.Options{Environ: []string{}, Log: io.Discard, HTTPClient: chatPages(n, size)})
	invokes(b, f, event, n)
}

func BenchmarkInvoke(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := newCanned(b, answering(chatAnswer(n)), "CHAT_RATE_LIMIT", "0")
			event := encode(b, f.event(request(distinct(1, n)...)))
			f.Handler = handler.New(handler.Options{Environ: []string{}, Log: io.Discard, HTTPClient: answering(chatAnswer(n))})
			invokes(b, f, event, n)
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
