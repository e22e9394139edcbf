// Command hello is the least that a function can be: it answers every event with a constant. What it costs is the price of the
// platform's library and protocol alone.
package main

import (
	"context"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
)

type hello struct{}

// answer has the form of an integrated response, as the answers that it is compared with.
var answer = []byte(`{"isBase64Encoded":false,"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{}"}`)

// Invoke returns the constant.
func (hello) Invoke(context.Context, []byte) ([]byte, error) { return answer, nil }

func main() { cloudfunction.StartHandler(hello{}) }
