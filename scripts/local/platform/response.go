package platform

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Response is the HTTP response that a gateway makes of a function's integrated response.
type Response struct {
	StatusCode int
	Header     http.Header
	Body       []byte
}

// ParseResponse parses an integrated response (vendor page 583/12513). It is as strict as
// a gateway, which answers "Invalid scf response format" to anything invalid: the status
// code must be a whole number, headers must be strings or arrays of strings, and the body
// must be a string, in base64 if isBase64Encoded is set.
func ParseResponse(payload []byte) (*Response, error) {
	var raw struct {
		IsBase64Encoded bool                    `json:"isBase64Encoded"`
		StatusCode      *int                    `json:"statusCode"`
		Headers         map[string]headerValues `json:"headers"`
		Body            string                  `json:"body"`
	}
	if err := json.Unmarshal(payload, &raw); err != nil {
		return nil, fmt.Errorf("read the integrated response: %w", err)
	}
	if raw.StatusCode == nil {
		return nil, errors.New("read the integrated response: no statusCode")
	}
	if *raw.StatusCode < 200 || *raw.StatusCode > 599 {
		return nil, fmt.Errorf("read the integrated response: statusCode %d", *raw.StatusCode)
	}
	response := &Response{StatusCode: *raw.StatusCode, Header: http.Header{}, Body: []byte(raw.Body)}
	for name, values := range raw.Headers {
		for _, value := range values {
			response.Header.Add(name, value)
		}
	}
	if !raw.IsBase64Encoded {
		return response, nil
	}
	body, err := base64.StdEncoding.DecodeString(raw.Body)
	if err != nil {
		return nil, fmt.Errorf("read the integrated response: body: %w", err)
	}
	response.Body = body
	return response, nil
}

// headerValues is a header in an integrated response: one string, or an array of them.
type headerValues []string

func (h *headerValues) UnmarshalJSON(data []byte) error {
	var one *string
	if err := json.Unmarshal(data, &one); err == nil && one == nil {
		return errors.New("a header is null")
	} else if err == nil {
		*h = headerValues{*one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(h))
}
