package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// life is that of the UserSig: as long as the calls may take, and a clock be wrong.
const life = 5 * time.Minute

// credential makes the Authorization header that CALLER_AUTH demands; it is
// empty where none is.
func credential(env func(string) string, user string) (string, error) {
	ways := cmp.Or(env("CALLER_AUTH"), "usersig")
	switch {
	case strings.Contains(ways, "usersig"):
		return userSig(env, user)
	case strings.Contains(ways, "token"):
		token, _, _ := strings.Cut(env("CALLER_TOKENS"), ",")
		if token = strings.TrimSpace(token); token == "" {
			return "", errors.New("CALLER_TOKENS is missing")
		}
		return "Bearer " + token, nil
	}
	return "", nil
}

// firstApp is the one that a request without an app means.
func firstApp(env func(string) string) string {
	first, _, _ := strings.Cut(env("CHAT_SDKAPPID"), ",")
	return strings.TrimSpace(first)
}

// admin is that of the first app.
func admin(env func(string) string) string {
	return cmp.Or(env("CHAT_ADMIN_"+firstApp(env)), env("CHAT_ADMIN"), "administrator")
}

// userSig signs for the first app.
func userSig(env func(string) string, user string) (string, error) {
	first := firstApp(env)
	id, err := strconv.Atoi(first)
	if err != nil {
		return "", errors.New("CHAT_SDKAPPID is missing, or no number")
	}
	key := cmp.Or(env("CHAT_SECRET_KEY_"+first), env("CHAT_SECRET_KEY"))
	if key == "" {
		return "", errors.New("CHAT_SECRET_KEY is missing")
	}
	sig, err := tencentyun.GenUserSig(id, key, user, int(life.Seconds()))
	if err != nil {
		return "", fmt.Errorf("sign for %s: %w", user, err)
	}
	return "UserSig " + user + ":" + sig, nil
}
