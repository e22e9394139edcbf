package handler

import (
	"slices"
	"strconv"

	"chatmarks/chat"
)

// appConfig is what the environment says of one app.
type appConfig struct {
	sdkAppID  uint64
	secretKey string
	region    chat.Region
	admin     string
}

func (r *configReader) apps() (apps []appConfig) {
	ids, wrong := r.sdkAppIDs()
	for _, id := range ids {
		apps = append(apps, r.app(id, "_"+strconv.FormatUint(id, 10), len(ids) == 1))
	}
	for _, text := range wrong {
		r.nameless("_" + text)
	}
	if ids == nil && wrong == nil {
		r.nameless("")
	}
	return apps
}

// sdkAppIDs also gives the texts that are no SDKAppID.
func (r *configReader) sdkAppIDs() (ids []uint64, wrong []string) {
	const name = "CHAT_SDKAPPID"
	list := r.list(name)
	if list == nil {
		r.fault(name, "required")
	}
	for _, text := range list {
		id, err := parseSDKAppID(text)
		switch {
		case err != nil:
			r.fault(name, "must be one decimal number, or several separated by commas")
			wrong = append(wrong, text)
		case slices.Contains(ids, id):
			r.fault(name, "names an app twice")
		default:
			ids = append(ids, id)
		}
	}
	return ids, wrong
}

// nameless finds what else is wrong for an app whose id is. The faults have the
// plain names: a wrong id is a value.
func (r *configReader) nameless(suffix string) {
	app := &configReader{env: func(name string) string {
		_, value := r.either(name, suffix)
		return value
	}}
	app.app(0, "", true)
	for _, f := range app.faults {
		r.fault(f.name, f.reason)
	}
}

// app reads what belongs to one app: the variable with its SDKAppID, or else
// the plain one. The plain secret key serves only while there is one app, so
// that no app is signed for with another's.
func (r *configReader) app(id uint64, suffix string, only bool) appConfig {
	a := appConfig{sdkAppID: id, admin: chat.DefaultAdmin}
	key := "CHAT_SECRET_KEY" + suffix
	a.secretKey = r.env(key)
	if a.secretKey == "" && only {
		key = "CHAT_SECRET_KEY"
		a.secretKey = r.env(key)
	}
	if a.secretKey == "" {
		r.fault(key, "required")
	}
	name, value := r.either("CHAT_REGION", suffix)
	region, err := chat.ParseRegion(value)
	switch {
	case value == "":
		r.fault(name, "required: "+err.Error())
	case err != nil:
		r.fault(name, err.Error())
	}
	a.region = region
	if name, value = r.either("CHAT_ADMIN", suffix); value != "" {
		a.admin = value
		if reason := chat.CheckUserID(value); reason != "" {
			r.fault(name, reason)
		}
	}
	return a
}
