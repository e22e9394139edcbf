package chattest

import (
	"net/http"
	"net/url"
)

// Path is the path of the one command that the server knows.
const Path = "/v4/recentcontact/search_contact_group"

// judge does with a request what Chat does: an answer from the app's data, or
// the refusal of the first rule that the request breaks.
func (s *Server) judge(r *http.Request, body []byte) (answer, error) {
	if r.URL.Path != Path {
		return answer{}, refuse(60009, "no such resource, check the URL")
	}
	if r.Method != http.MethodPost {
		return answer{}, refuse(60009, "method is not POST")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return answer{}, refuse(60002, "query cannot be parsed")
	}
	app, err := s.authorize(query)
	if err != nil {
		return answer{}, err
	}
	q, err := parseSearch(body)
	if err != nil {
		return answer{}, err
	}
	return app.Data.search(q)
}
