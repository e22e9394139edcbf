// Command plain is the function that one would write in an hour: the library's events and package search. It checks neither request
// nor caller, retries nothing, and returns Chat's answer unchanged.
package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
	"github.com/tencentyun/scf-go-lib/events"

	"chatmarks/scripts/bench/plain/search"
)

func handle(ctx context.Context, event events.APIGatewayRequest) (events.APIGatewayResponse, error) {
	answer, err := search.Search(ctx, event.Body)
	if err != nil {
		return events.APIGatewayResponse{}, err
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return events.APIGatewayResponse{}, err
	}
	return events.APIGatewayResponse{
		StatusCode: http.StatusOK,
		Headers:    map[string]string{"Content-Type": "application/json"},
		Body:       string(body),
	}, nil
}

func main() { cloudfunction.Start(handle) }
