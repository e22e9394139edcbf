package chattest

import (
	"net/url"
	"slices"
	"strconv"
)

// parameters are all that Chat documents; names and values are case-sensitive
// (https://www.tencentcloud.com/document/product/1047/34620).
var parameters = []string{"sdkappid", "identifier", "usersig", "random", "contenttype"}

// maxShownName bounds a name that an ErrorInfo repeats: what is longer could be
// a UserSig that lost its name.
const maxShownName = 32

// authorize judges the query, and finds out which app it is for.
func (s *Server) authorize(query url.Values) (App, error) {
	if query.Get("sdkappid") == "" {
		return App{}, refuse(60012, "sdkappid is missing from the URL")
	}
	if err := checkNames(query); err != nil {
		return App{}, err
	}
	app, ok := s.app(query.Get("sdkappid"))
	if !ok {
		return App{}, refuse(60006, "sdkappid is not that of an app")
	}
	if query.Get("contenttype") != "json" {
		return App{}, refuse(60002, "contenttype is not json")
	}
	if _, err := strconv.ParseUint(query.Get("random"), 10, 32); err != nil {
		return App{}, refuse(60002, "random is not an unsigned 32-bit integer")
	}
	identifier := query.Get("identifier")
	if identifier == "" {
		return App{}, refuse(60004, "identifier is missing from the URL")
	}
	if err := app.checkUserSig(identifier, query.Get("usersig"), s.now()); err != nil {
		return App{}, err
	}
	if !slices.Contains(app.Admins, identifier) {
		return App{}, refuse(60010, "identifier is not an app admin")
	}
	return app, nil
}

// checkNames lets each documented name stand once, and no other. That one is
// missing is left to the rule for its value.
func checkNames(query url.Values) error {
	for name, values := range query {
		if !slices.Contains(parameters, name) {
			if len(name) > maxShownName {
				return refuse(60002, "unknown query parameter")
			}
			return refuse(60002, "unknown query parameter %q", name)
		}
		if len(values) > 1 {
			return refuse(60002, "query parameter %s is given %d times", name, len(values))
		}
	}
	return nil
}

func (s *Server) app(sdkAppID string) (App, bool) {
	id, err := strconv.ParseUint(sdkAppID, 10, 64)
	if err != nil {
		return App{}, false
	}
	i := slices.IndexFunc(s.apps, func(a App) bool { return a.SDKAppID == id })
	if i < 0 {
		return App{}, false
	}
	return s.apps[i], true
}
