// Command hello is the smallest possible function: it answers every event with a constant. It costs only what the platform's
// library and protocol cost.
package main

import (
	"context"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
)

type hello struct{}

// answer has the form of an integrated response, as the answers of the other programs.
var answer = []byte(`{"isBase64Encoded":false,"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{}"}`)

// Invoke returns the constant.
func (hello) Invoke(context.Context, []byte) ([]byte, error) { return answer, nil }

func main() { cloudfunction.StartHandler(hello{}) }
