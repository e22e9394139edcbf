package config

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// proxies are read by Go's net/http. They have other names in .env.
var proxies = map[string]string{"HTTPS_PROXY": "FUNCTION_HTTPS_PROXY", "NO_PROXY": "FUNCTION_NO_PROXY"}

// example reads the values of .env.example, including those after a "#".
func example(t testing.TB) (on, off map[string]string) {
	t.Helper()
	on, off = map[string]string{}, map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)^(#?)([A-Z_0-9]+)=(.*)$`).FindAllStringSubmatch(read(t, ".env.example"), -1) {
		map[string]map[string]string{"": on, "#": off}[line[1]][line[2]] = line[3]
	}
	return on, off
}

// TestNames checks that the YAML files pass on every variable of the function, and that
// .env.example has it.
func TestNames(t *testing.T) {
	t.Parallel()
	var want, wantFrom []string
	for _, v := range settings.Variables {
		from := v.Name
		if proxies[from] != "" {
			from = proxies[from]
		}
		want, wantFrom = append(want, v.Name), append(wantFrom, from)
	}
	slices.Sort(want)
	slices.Sort(wantFrom)
	for _, web := range []bool{false, true} {
		c := world{o: Options{Web: web}}.mustRead(t)
		var got []string
		for _, v := range c.Variables {
			got = append(got, v.Name)
			if own := proxies[v.Name]; v.From != v.Name && v.From != own {
				t.Errorf("%s: %s comes from %s", c.File, v.Name, v.From)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s passes on %q, the function reads %q", c.File, got, want)
		}
	}
	on, off := example(t)
	got := slices.Concat(slices.Collect(maps.Keys(on)), slices.Collect(maps.Keys(off)))
	wantFrom = append(wantFrom, secretID, secretKey, token)
	slices.Sort(wantFrom)
	if slices.Sort(got); !slices.Equal(got, wantFrom) {
		t.Errorf(".env.example has %q, want %q", got, wantFrom)
	}
}

// complaints asks the function what is wrong with its variables.
func complaints(variables map[string]string) string {
	var environ []string
	for name, value := range variables {
		environ = append(environ, name+"="+value)
	}
	if err := settings.NewCache(environ, nil).Get(nil).Err; err != nil {
		return err.Error()
	}
	return ""
}

// TestFunctionReadsEachName sets one variable at a time to an invalid value.
func TestFunctionReadsEachName(t *testing.T) {
	t.Parallel()
	for _, v := range settings.Variables {
		if proxies[v.Name] != "" {
			continue
		}
		variables, _ := example(t)
		variables[v.Name] = "\x01"
		if v.Name == "CHAT_SECRET_KEY" {
			variables[v.Name] = "" // every text but an empty one is a key
		}
		if got := complaints(variables); !strings.HasPrefix(got, v.Name+": ") || strings.Contains(got, "; ") {
			t.Errorf("complains of %q, want %s alone", got, v.Name)
		}
	}
}

// TestExampleShowsTheDefaults switches on the lines that are off. Each value must be
// valid, and the default if there is one. Only the token must be refused, because
// everybody knows it.
func TestExampleShowsTheDefaults(t *testing.T) {
	t.Parallel()
	variables, off := example(t)
	maps.Copy(variables, off)
	if got := complaints(variables); !strings.HasPrefix(got, "CALLER_TOKENS: ") || strings.Contains(got, "; ") {
		t.Errorf("complains of %q", got)
	}
	var codes []string
	for _, code := range chat.DefaultRetryCodes() {
		codes = append(codes, strconv.Itoa(code))
	}
	for name, want := range map[string]string{
		"CHAT_USERSIG_TTL":       strings.TrimSuffix(chat.DefaultUserSigTTL.String(), "0m0s"),
		"CHAT_ATTEMPT_TIMEOUT":   chat.DefaultAttemptTimeout.String(),
		"CHAT_MAX_ATTEMPTS":      strconv.Itoa(chat.DefaultMaxAttempts),
		"CHAT_RETRY_CODES":       strings.Join(codes, ","),
		"CHAT_MAX_CONVERSATIONS": strconv.Itoa(chat.MaxConversationsPerCall),
	} {
		if off[name] != want {
			t.Errorf("%s is off with %q, want %q", name, off[name], want)
		}
	}
	for _, v := range settings.Variables {
		if v.Default != "" && off[v.Name] != v.Default {
			t.Errorf("%s is off with %q, want %q", v.Name, off[v.Name], v.Default)
		}
	}
}
