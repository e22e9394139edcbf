// Command plain is the function that one would write in an hour: the library's events, the official signer for each call, the default
// client of net/http, encoding/json. It checks neither request nor caller, repeats nothing and gives Chat's answer back as it
// is. Its settings have the names of the real function's.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
	"github.com/tencentyun/scf-go-lib/events"
	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// searchAnswer is Chat's answer, as the vendor's page has it.
type searchAnswer struct {
	ContactResultItem []struct {
		Type           int    `json:"Type"`
		ToAccount      string `json:"To_Account,omitempty"`
		ToGroupID      string `json:"ToGroupId,omitempty"`
		StandardMark   string `json:"StandardMark"`
		CustomMark     string `json:"CustomMark"`
		ContactGroupID []int  `json:"ContactGroupId"`
		Timestamp      int64  `json:"Timestamp"`
	} `json:"ContactResultItem"`
	GroupItem []struct {
		GroupID   int    `json:"GroupId"`
		GroupName string `json:"GroupName"`
	} `json:"GroupItem"`
	ActionStatus string `json:"ActionStatus"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

func handle(ctx context.Context, event events.APIGatewayRequest) (events.APIGatewayResponse, error) {
	answer, err := search(ctx, event.Body)
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

// search hands the body of the event to Chat and reads the answer.
func search(ctx context.Context, body string) (*searchAnswer, error) {
	address, err := address()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer := new(searchAnswer)
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		return nil, err
	}
	if answer.ErrorCode != 0 {
		return nil, fmt.Errorf("chat error %d: %s", answer.ErrorCode, answer.ErrorInfo)
	}
	return answer, nil
}

// address is the URL of the command, signed for this call.
func address() (string, error) {
	const admin = "administrator"
	id, err := strconv.Atoi(os.Getenv("CHAT_SDKAPPID"))
	if err != nil {
		return "", errors.New("CHAT_SDKAPPID is not a number")
	}
	userSig, err := tencentyun.GenUserSig(id, os.Getenv("CHAT_SECRET_KEY"), admin, 86400)
	if err != nil {
		return "", err
	}
	query := url.Values{}
	query.Set("sdkappid", strconv.Itoa(id))
	query.Set("identifier", admin)
	query.Set("usersig", userSig)
	query.Set("random", strconv.FormatUint(uint64(rand.Uint32()), 10))
	query.Set("contenttype", "json")
	return os.Getenv("CHAT_ENDPOINT") + "/v4/recentcontact/search_contact_group?" + query.Encode(), nil
}

func main() { cloudfunction.Start(handle) }
