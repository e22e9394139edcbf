package console

import (
	"encoding/json"
	"time"

	"chatmarks/chat/chattest"
)

// attempt is one request that reached the embedded Chat.
type attempt struct {
	StartMS    float64 `json:"startMs"` // since the start of the call
	PauseMS    float64 `json:"pauseMs"` // since the previous attempt, or since the start of the call
	MS         float64 `json:"ms"`      // until the answer began or the connection ended
	Step       string  `json:"step"`    // the step of the script that was played
	HTTPStatus int     `json:"httpStatus"`
	ErrorCode  int     `json:"errorCode"`
	StartIndex *int64  `json:"startIndex,omitempty"` // only if the attempt asked for a page
}

// attempts converts the journal into a timeline. It copies no field that contains the
// signature.
func attempts(journal []chattest.Entry, begin time.Time) []attempt {
	list := make([]attempt, 0, len(journal))
	before := begin
	for _, e := range journal {
		list = append(list, attempt{
			StartMS:    milliseconds(max(0, e.Time.Sub(begin))),
			PauseMS:    milliseconds(max(0, e.Time.Sub(before))),
			MS:         milliseconds(e.Duration),
			Step:       e.Step,
			HTTPStatus: e.HTTPStatus,
			ErrorCode:  e.ErrorCode,
			StartIndex: startIndex(e),
		})
		before = e.Time.Add(e.Duration)
	}
	return list
}

// startIndex returns the StartIndex of a request for a page, or nil for any other
// request.
func startIndex(e chattest.Entry) *int64 {
	var body struct{ StartIndex *int64 }
	if e.Path != chattest.GetContactGroupPath || json.Unmarshal(e.Body, &body) != nil {
		return nil
	}
	return body.StartIndex
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
