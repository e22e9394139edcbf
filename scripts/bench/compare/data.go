package compare

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/scripts/local/platform"
)

// perCall is the maximum number of conversations in a call to Chat. The function makes several calls for more.
const perCall = 300

// counts are the numbers of conversations in the requests. plain can ask only for those of one call.
var counts = []int{2, 30, 300}

// many is a number of conversations that only the function is asked for.
const many = 1000

func userID(conversations int) string { return fmt.Sprintf("user_%04d", conversations) }

// request returns the body of a request for a part of n conversations.
func request(n, from, to int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"From_Account":%q,"ContactItem":[`, userID(n))
	for i := from; i < to; i++ {
		if i > from {
			b.WriteByte(',')
		}
		if i%3 == 1 {
			fmt.Fprintf(&b, `{"Type":2,"ToGroupId":"@TGS#1BENCH%04d"}`, i)
		} else {
			fmt.Fprintf(&b, `{"Type":1,"To_Account":"peer_%04d"}`, i)
		}
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// answer returns Chat's answer to such a request. Every conversation has marks and one or two groups.
func answer(from, to int) []byte {
	var results []any
	for i := from; i < to; i++ {
		r := map[string]any{
			"Type": 1, "To_Account": fmt.Sprintf("peer_%04d", i), "StandardMark": "11111110", "CustomMark": "abcde",
			"ContactGroupId": []int{1, 2}[:1+i%2], "Timestamp": 1_775_217_000 + i,
		}
		if i%3 == 1 {
			delete(r, "To_Account")
			r["Type"], r["ToGroupId"] = 2, fmt.Sprintf("@TGS#1BENCH%04d", i)
		}
		results = append(results, r)
	}
	text, err := json.Marshal(map[string]any{
		"ContactResultItem": results,
		"GroupItem":         []any{map[string]any{"GroupId": 1, "GroupName": "group_0001"}, map[string]any{"GroupId": 2, "GroupName": "group_0002"}},
		"ActionStatus":      "OK", "ErrorCode": 0, "ErrorInfo": "",
	})
	if err != nil {
		panic(err) // maps of plain values can always be encoded
	}
	return text
}

// answers returns the answers to all requests that are sent to Chat.
func answers() map[string][]byte {
	all := map[string][]byte{}
	for _, n := range append(slices.Clone(counts), many) {
		for from := 0; from < n; from += perCall {
			to := min(n, from+perCall)
			all[beginning(request(n, from, to))] = answer(from, to)
		}
	}
	return all
}

// event returns an event of API Gateway, which plain can also read. The user asks for its own marks of n conversations.
func (b *bench) event(n int) ([]byte, error) {
	sig, err := tencentyun.GenUserSig(int(b.app.SDKAppID), b.app.SecretKey, userID(n), int((24 * time.Hour).Seconds()))
	if err != nil {
		return nil, fmt.Errorf("sign for a caller: %w", err)
	}
	r, err := http.NewRequest(http.MethodPost, "https://service-xxxxxxxx.gz.apigw.tencentcs.com/release/marks", nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "UserSig "+userID(n)+":"+sig)
	return platform.Event(platform.APIGateway, r, request(n, 0, n))
}

// environment returns the environment of each call. The function and plain use the same names.
func (b *bench) environment(u *upstream) map[string]string {
	return map[string]string{
		"CHAT_SDKAPPID":          fmt.Sprint(b.app.SDKAppID),
		"CHAT_SECRET_KEY":        b.app.SecretKey,
		"CHAT_REGION":            "singapore",
		"CHAT_ENDPOINT":          u.server.URL,
		"CHAT_RATE_LIMIT":        "0",
		"CHAT_MAX_CONVERSATIONS": fmt.Sprint(many),
	}
}

// processEnvironment returns the variables of a process. They make Go's TLS trust the upstream, and set the number of threads.
func (b *bench) processEnvironment(u *upstream, more ...string) []string {
	if u.certificate != "" {
		more = append(more, "SSL_CERT_FILE="+u.certificate)
	}
	if b.threads > 0 {
		more = append(more, "GOMAXPROCS="+strconv.Itoa(b.threads))
	}
	return more
}
