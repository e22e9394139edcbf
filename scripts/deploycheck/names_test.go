package deploycheck

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"chatmarks/chat"
	"chatmarks/handler"
	"chatmarks/handler/settings"
)

// proxies are read by Go's net/http, and stand in .env under names of their own.
var proxies = map[string]string{"HTTPS_PROXY": "FUNCTION_HTTPS_PROXY", "NO_PROXY": "FUNCTION_NO_PROXY"}

// account is what .env holds for the CLI.
var account = []string{"TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", "TENCENT_TOKEN"}

// readByCode lists the variables that the function reads, sorted.
func readByCode() (names []string) {
	for _, v := range settings.Variables {
		if proxies[v.Name] == "" {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names)
	return names
}

// handedOver is the environment of a serverless.yml.
func handedOver(t testing.TB, name string) map[string]string {
	t.Helper()
	var file struct {
		Inputs struct {
			Environment struct{ Variables map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, name)), &file); err != nil {
		t.Fatal(err)
	}
	return file.Inputs.Environment.Variables
}

// example reads .env.example: its values, and those behind a "#".
func example(t testing.TB) (on, off map[string]string) {
	t.Helper()
	on, off = map[string]string{}, map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)^(#?)([A-Z_0-9]+)=(.*)$`).FindAllStringSubmatch(read(t, ".env.example"), -1) {
		if line[1] == "" {
			on[line[2]] = line[3]
		} else {
			off[line[2]] = line[3]
		}
	}
	return on, off
}

func TestNamesAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	code := readByCode()
	if len(code) < 15 {
		t.Fatalf("found only %q in the code", code)
	}
	inEnv := slices.Clone(code)
	inYAML := slices.Clone(code)
	for name, own := range proxies {
		inYAML, inEnv = append(inYAML, name), append(inEnv, own)
	}
	slices.Sort(inYAML)
	for _, file := range []string{eventYAML, webYAML} {
		variables := handedOver(t, file)
		if got := slices.Sorted(maps.Keys(variables)); !slices.Equal(got, inYAML) {
			t.Errorf("%s hands over %q, the function reads %q", file, got, inYAML)
		}
		for name, value := range variables {
			own := name
			if proxies[name] != "" {
				own = proxies[name]
			}
			if value != "${env:"+own+"}" {
				t.Errorf("%s: %s is %s", file, name, value)
			}
		}
	}
	on, off := example(t)
	inEnv = append(inEnv, account...)
	slices.Sort(inEnv)
	got := slices.Sorted(maps.Keys(off))
	got = slices.Concat(got, slices.Sorted(maps.Keys(on)))
	if slices.Sort(got); !slices.Equal(got, inEnv) {
		t.Errorf(".env.example has %q, want %q", got, inEnv)
	}
}

// complaints asks the function what is wrong with an environment.
func complaints(t testing.TB, variables map[string]string) string {
	t.Helper()
	var set []string
	for name, value := range variables {
		set = append(set, name+"="+value)
	}
	var log bytes.Buffer
	h := handler.New(handler.Options{Environ: set, Log: &log})
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if answer.Code == http.StatusOK {
		return ""
	}
	var line struct{ Cause string }
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line.Cause == "" {
		t.Fatalf("status %d, log %q", answer.Code, log.String())
	}
	return line.Cause
}

// TestFunctionReadsEachName gives the function rubbish under one name at a time.
func TestFunctionReadsEachName(t *testing.T) {
	t.Parallel()
	for name := range handedOver(t, eventYAML) {
		if proxies[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			variables, _ := example(t)
			variables[name] = "\x01"
			if name == "CHAT_SECRET_KEY" {
				variables[name] = "" // any other text is a key
			}
			if got := complaints(t, variables); !strings.HasPrefix(got, name+": ") || strings.Contains(got, "; ") {
				t.Errorf("complains of %q, want %s alone", got, name)
			}
		})
	}
}

// TestExampleShowsTheDefaults switches on what is off: it must be valid, and for
// a variable with a default, be that. Only the token must not: everybody knows it.
func TestExampleShowsTheDefaults(t *testing.T) {
	t.Parallel()
	variables, off := example(t)
	maps.Copy(variables, off)
	if got := complaints(t, variables); !strings.HasPrefix(got, "CALLER_TOKENS: ") || strings.Contains(got, "; ") {
		t.Errorf("complains of %q", got)
	}
	var codes []string
	for _, code := range chat.DefaultRetryCodes() {
		codes = append(codes, strconv.Itoa(code))
	}
	for name, want := range map[string]string{
		"CHAT_ADMIN":             chat.DefaultAdmin,
		"CHAT_USERSIG_TTL":       strings.TrimSuffix(chat.DefaultUserSigTTL.String(), "0m0s"),
		"CHAT_ATTEMPT_TIMEOUT":   chat.DefaultAttemptTimeout.String(),
		"CHAT_MAX_ATTEMPTS":      strconv.Itoa(chat.DefaultMaxAttempts),
		"CHAT_RETRY_CODES":       strings.Join(codes, ","),
		"CHAT_RATE_LIMIT":        "200",
		"CHAT_MAX_CONVERSATIONS": strconv.Itoa(chat.MaxConversationsPerCall),
		"CALLER_AUTH":            "usersig",
		"LOG_LEVEL":              "info",
	} {
		if off[name] != want {
			t.Errorf("%s is off with %q, want %q", name, off[name], want)
		}
	}
}
