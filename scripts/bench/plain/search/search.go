// Package search is the client of Chat that one would write in an hour: the official signer for each call, the default client of
// net/http, encoding/json. It checks nothing and retries nothing. Its settings have the names of the real function's settings.
package search

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

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// Answer is Chat's answer, as on the vendor's page.
type Answer struct {
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

// Search sends the body of the event to Chat and reads the answer.
func Search(ctx context.Context, body string) (*Answer, error) {
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
	answer := new(Answer)
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		return nil, err
	}
	if answer.ErrorCode != 0 {
		return nil, fmt.Errorf("chat error %d: %s", answer.ErrorCode, answer.ErrorInfo)
	}
	return answer, nil
}

// address returns the URL of the command, signed for this call.
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
