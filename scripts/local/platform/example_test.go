package platform_test

import (
	"fmt"
	"net/http"

	"chatmarks/scripts/local/platform"
)

func ExampleEvent() {
	r, err := http.NewRequest(http.MethodPost, "https://example.com/search?a=1&a=2", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	event, err := platform.Event(platform.TSE, r, []byte("hello"))
	fmt.Println(string(event), err)
	// Output:
	// {"httpMethod":"POST","path":"/search","headers":{"host":"example.com","x-forwarded-for":"127.0.0.1","x-real-ip":"127.0.0.1"},"queryString":{"a":["1","2"]},"body":"hello","isBase64Encoded":false} <nil>
}

func ExampleParseResponse() {
	r, err := platform.ParseResponse([]byte(`{"isBase64Encoded":false,"statusCode":200,"headers":{"Vary":["Origin"]},"body":"{}"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.StatusCode, r.Header, string(r.Body))
	// Output: 200 map[Vary:[Origin]] {}
}

func ExampleExpand() {
	fmt.Println(string(platform.Expand([]byte(`{"authorization":"UserSig user_0001:{{USERSIG}}"}`), "eJw")))
	// Output: {"authorization":"UserSig user_0001:eJw"}
}
