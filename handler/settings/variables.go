// Package settings reads the settings of the function from environment variables. The
// table [Variables] lists the variables. A [Cache] builds the [Settings] and rebuilds
// them when a variable changes. Other packages do not read variables; they only name
// them in texts for the operator.
package settings

import (
	"fmt"
	"strings"
	"time"

	"chatmarks/chat"
)

// Variable is an environment variable that the function reads.
type Variable struct {
	Name    string
	PerApp  bool   // NAME_<sdkappid> is read before NAME
	Default string // in the format of a value; empty if there is none
	Rule    string // what a value must be
	Meaning string

	min, max int64 // bounds of a number, or of a duration in nanoseconds
}

// Variables are all environment variables that the function reads, in the order in
// which people set them. NO_PROXY has no rule, because only Go's net/http reads it.
var Variables = []Variable{
	{Name: "CHAT_SDKAPPID", Rule: "one decimal number, or several separated by commas",
		Meaning: "the Chat app, or several; the first is the default"},
	{Name: "CHAT_SECRET_KEY", PerApp: true, Rule: "the key of the app",
		Meaning: "signs for the app and checks its UserSigs; the plain name is used only while there is one app"},
	{Name: "CHAT_REGION", PerApp: true, Rule: "one of " + strings.Trim(strings.ReplaceAll(fmt.Sprint(chat.Regions()), " ", ", "), "[]"),
		Meaning: "the data centre of the app"},
	{Name: "CHAT_ADMIN", PerApp: true, Default: chat.DefaultAdmin, Rule: "1 to 32 bytes of printable ASCII",
		Meaning: "the app admin that signs"},
	{Name: "CHAT_ENDPOINT", Rule: "https://host[:port], http to a loopback address only",
		Meaning: "replaces the region's host: for tests, private links and the vendor's standby hosts"},
	{Name: "HTTPS_PROXY", Rule: "the URL of a proxy, as http://host:port",
		Meaning: "a proxy to Chat; read once, at the first call"},
	{Name: "NO_PROXY", Meaning: "hosts that need no proxy; read once, at the first call"},
	{Name: "CHAT_USERSIG_TTL", Default: "24h", min: int64(chat.MinUserSigTTL), max: int64(chat.MaxUserSigTTL),
		Rule: "a duration from 1s to 438000h0m0s, as 4s or 24h", Meaning: "life of the signature made for Chat"},
	{Name: "CHAT_ATTEMPT_TIMEOUT", Default: "4s", min: int64(time.Millisecond), max: int64(15 * time.Minute), // the maximum run time of a function
		Rule: "a duration from 1ms to 15m0s, as 4s or 24h", Meaning: "time of each attempt; Chat's own limit is 3 s"},
	{Name: "CHAT_MAX_ATTEMPTS", Default: "3", min: 1, max: chat.MaxMaxAttempts,
		Rule: "a whole number from 1 to 100", Meaning: "attempts of a call; 1 turns retry off"},
	{Name: "CHAT_RETRY_CODES", Default: "50004,50005", Rule: fmt.Sprintf("codes of these: %d", chat.TransientCodes()),
		Meaning: "codes of Chat that are retried"},
	{Name: "CHAT_RATE_LIMIT", Default: "200", max: 100_000,
		Rule: "a whole number from 0 to 100000", Meaning: "calls a second to Chat, for each app and instance; 0 turns the limit off"},
	{Name: "CHAT_MAX_CONVERSATIONS", Default: "300", min: 1, max: chat.MaxConversations,
		Rule: "a whole number from 1 to 1000", Meaning: "conversations of a request; above 300 it becomes several calls"},
	{Name: "CALLER_AUTH", Default: wayUserSig, Rule: "usersig, token, both separated by a comma, or none alone",
		Meaning: "who may ask over HTTP"},
	{Name: "CALLER_TOKENS", Rule: "tokens of at least 32 characters of printable ASCII without spaces, separated by commas",
		Meaning: "for the way token; two are valid during a rotation"},
	{Name: "CORS_ALLOW_ORIGINS", Rule: "origins as https://app.example or http://localhost:8080, separated by commas, or *: " +
		"http or https, the host in lower case and in ASCII (xn--…), no default port, no path",
		Meaning: "web pages that may ask"},
	{Name: "LOG_LEVEL", Default: "info", Rule: "debug, info, warn or error",
		Meaning: "the least severe line that is written"},
}

// variable returns the entry of a name in the table. It panics if there is none.
func variable(name string) *Variable {
	for i := range Variables {
		if Variables[i].Name == name {
			return &Variables[i]
		}
	}
	panic("a variable that the table does not have: " + name)
}
