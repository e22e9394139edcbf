package chat_test

import (
	"strings"
	"testing"
	"time"

	"chatmarks/chat"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*chat.Options)
		want   string
	}{
		"no SDKAppID":                  {func(o *chat.Options) { o.SDKAppID = 0 }, "SDKAppID"},
		"no key":                       {func(o *chat.Options) { o.SecretKey = "" }, "secret key"},
		"no region":                    {func(o *chat.Options) { o.Region = "" }, "region"},
		"an unknown region":            {func(o *chat.Options) { o.Region = "mars" }, "singapore"},
		"an admin of 33 bytes":         {func(o *chat.Options) { o.Admin = strings.Repeat("a", 33) }, "admin"},
		"an admin that is not ASCII":   {func(o *chat.Options) { o.Admin = "ü" }, "admin"},
		"an admin with a line break":   {func(o *chat.Options) { o.Admin = "a\r\nb" }, "admin"},
		"an endpoint over http":        {func(o *chat.Options) { o.Endpoint = "http://chat.example" }, "https"},
		"a UserSig of half a second":   {func(o *chat.Options) { o.UserSigTTL = time.Second / 2 }, "UserSig"},
		"a UserSig of 60 years":        {func(o *chat.Options) { o.UserSigTTL = 60 * 365 * 24 * time.Hour }, "UserSig"},
		"a negative UserSig":           {func(o *chat.Options) { o.UserSigTTL = -time.Hour }, "UserSig"},
		"a negative attempt time":      {func(o *chat.Options) { o.AttemptTimeout = -1 }, "attempt timeout"},
		"a negative number":            {func(o *chat.Options) { o.MaxConversations = -1 }, "conversations"},
		"1001 conversations":           {func(o *chat.Options) { o.MaxConversations = 1001 }, "conversations"},
		"negative attempts":            {func(o *chat.Options) { o.MaxAttempts = -1 }, "attempts"},
		"101 attempts":                 {func(o *chat.Options) { o.MaxAttempts = 101 }, "attempts"},
		"a code that is not transient": {func(o *chat.Options) { o.RetryCodes = []int{50002} }, "transient"},
		"a code that is unknown":       {func(o *chat.Options) { o.RetryCodes = []int{12345} }, "transient"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := chat.Options{SDKAppID: 1, SecretKey: "k3y", Region: chat.RegionChina}
			test.change(&o)
			client, err := chat.New(o)
			if err == nil || client != nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q named", err, test.want)
			}
		})
	}
}

func TestNewTellsAllFaultsAtOnceAndQuotesNone(t *testing.T) {
	t.Parallel()
	_, err := chat.New(chat.Options{Admin: "quoted\n", Endpoint: "https://quoted:quoted@h", MaxAttempts: 1000})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"SDKAppID", "secret key", "admin", "attempts", "https://host"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "quoted") {
		t.Error(err)
	}
}

func TestNewTakesTheBounds(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*chat.Options){
		func(o *chat.Options) { o.MaxAttempts = 1 },
		func(o *chat.Options) { o.MaxAttempts = 100 },
		func(o *chat.Options) { o.MaxConversations = 1000 },
		func(o *chat.Options) { o.UserSigTTL = time.Second },
		func(o *chat.Options) { o.UserSigTTL = 50 * 365 * 24 * time.Hour },
		func(o *chat.Options) { o.RetryCodes = []int{} },
		func(o *chat.Options) { o.Region, o.Endpoint = "", "https://chat.example" },
		func(o *chat.Options) { o.Admin = strings.Repeat("a", 32) },
	} {
		newClient(t, change)
	}
}
