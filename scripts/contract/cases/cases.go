// Package cases runs the cases of the contract. A case is a text file that says what a
// request results in. The files are sorted by the contract's sections and named by a
// sentence. Two suites run all of them: package handler in process, for coverage and races,
// and scripts/contract against the built function. A new rule is one new file.
//
// A file is a txtar archive (golang.org/x/tools/txtar). Its comment states the rule. A new
// file needs only the part request. The parts are:
//
//	-- settings --     NAME=value lines; without them CALLER_AUTH=none
//	-- chat --         what Chat does, in order: a line is a script of chattest, or a body
//	                   that begins with {, < or [
//	-- pages --        how many conversations a page of Chat has
//	-- request --      a JSON body or, with "METHOD /target" as first line, an HTTP
//	                   request: header lines, an empty line, the body
//	-- ways --         the ways to send it; see [Ways]
//	-- answer --       the status, header lines, and the body on the last line
//	-- asked --        the path and body of each request that Chat received; optional
//	-- log --          fields of the log line, as JSON, that do not follow from the answer
//	                   (see Case.implied); null for one that is missing. attempts is also
//	                   how many requests Chat received
//
// A request is a template: {{repeat 3 "a"}}, {{pad 262144 "{…}"}} (spaces before the last
// byte) and {{userSig "user_0001"}} of the demo app. In an answer, ID replaces the
// request's id. A body over 4 KB is omitted from the answer.
//
// The parts answer, asked (if it exists) and log are rewritten by
//
//	go test ./handler -run TestCases -update
package cases

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
	"golang.org/x/tools/txtar"

	"chatmarks/chat/chattest"
)

// Case is one file.
type Case struct {
	Name     string // of the file, without its extension
	file     string
	archive  *txtar.Archive
	settings []string
	plays    []string // lines of the part chat
	pages    int
	method   string
	target   string
	header   []string // Name: value
	body     string
	ways     []string
}

// Ways are the ways in which a request can reach the function. Without a part "ways", a
// body is sent in the ways of waysOfABody, an HTTP request in those of waysOfHTTP.
var Ways = []string{"direct", "timer", "eventbridge", "apigw", "url", "tse", "clb", "http"}

var (
	waysOfABody = []string{"direct", "apigw", "url", "http"}
	waysOfHTTP  = []string{"apigw", "url", "tse", "clb", "http"}
)

// Load reads the case files in the folders of dir.
func Load(dir string) (all []*Case, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.txt"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no cases in %s", dir)
	}
	for _, file := range files {
		c, parseErr := parse(file)
		if parseErr != nil {
			return nil, fmt.Errorf("%s: %w", file, parseErr)
		}
		all = append(all, c)
	}
	return all, err
}

// Sample returns the request and the answer of the vendor's sample, which the documents
// also show.
func Sample(dir string) (request, answer string, err error) {
	c, err := parse(filepath.Join(dir, "3-answer", "the-vendor-s-sample.txt"))
	if err != nil {
		return "", "", err
	}
	_, answer, _ = strings.Cut(c.part("answer"), "\n") // after the status
	return c.body, answer, nil
}

func parse(file string) (*Case, error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		return nil, err
	}
	c := &Case{
		Name:    filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".txt"),
		file:    file,
		archive: archive,
		method:  "POST",
		target:  "/",
	}
	known := []string{"settings", "chat", "pages", "request", "ways", "answer", "asked", "log"}
	for _, part := range archive.Files {
		if !slices.Contains(known, part.Name) {
			return nil, fmt.Errorf("unknown part %q", part.Name)
		}
	}
	c.settings = append([]string{"CALLER_AUTH=none"}, lines(c.part("settings"))...)
	c.plays = lines(c.part("chat"))
	c.pages, _ = strconv.Atoi(strings.TrimSpace(c.part("pages")))
	request, err := expand(strings.TrimSuffix(c.part("request"), "\n"))
	if err != nil {
		return nil, err
	}
	c.body, c.ways = request, waysOfABody
	if first, rest, _ := strings.Cut(request, "\n"); strings.Contains(first, " /") && first[0] >= 'A' && first[0] <= 'Z' {
		c.ways = waysOfHTTP
		c.method, c.target, _ = strings.Cut(first, " ")
		head, body, _ := strings.Cut(rest, "\n\n")
		if strings.HasPrefix(rest, "\n") { // no headers
			head, body = "", rest[1:]
		}
		c.header, c.body = lines(head), body
	}
	if ways := strings.Fields(c.part("ways")); len(ways) > 0 {
		c.ways = ways
	}
	for _, way := range c.ways {
		if !slices.Contains(Ways, way) {
			return nil, fmt.Errorf("unknown way %q", way)
		}
	}
	return c, nil
}

// Plain returns the body, the status and the answer of a case that needs no settings, no
// script of Chat and no certain event. ok is false for any other case.
func (c *Case) Plain() (body string, status int, answer string, ok bool) {
	if c.has("settings") || c.has("chat") || c.has("pages") || c.has("ways") || c.method+c.target != "POST/" || len(c.header) > 0 {
		return "", 0, "", false
	}
	first, answer, _ := strings.Cut(strings.TrimSuffix(c.part("answer"), "\n"), "\n")
	status, _ = strconv.Atoi(first)
	return c.body, status, answer, true
}

func (c *Case) has(part string) bool {
	return slices.ContainsFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == part })
}

func (c *Case) part(name string) string {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// set replaces a part, or appends it if the case has no part of that name. An empty text
// removes the part.
func (c *Case) set(name, text string) {
	n := slices.IndexFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name })
	switch {
	case text == "":
		c.archive.Files = slices.DeleteFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name })
	case n < 0:
		c.archive.Files = append(c.archive.Files, txtar.File{Name: name, Data: []byte(text)})
	default:
		c.archive.Files[n].Data = []byte(text)
	}
}

func (c *Case) write() error { return os.WriteFile(c.file, txtar.Format(c.archive), 0o644) }

func lines(text string) (all []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			all = append(all, line)
		}
	}
	return all
}

// expand executes the template of a request.
func expand(request string) (string, error) {
	t, err := template.New("request").Funcs(template.FuncMap{
		"repeat": func(n int, text string) string { return strings.Repeat(text, n) },
		"pad": func(n int, text string) string {
			return text[:len(text)-1] + strings.Repeat(" ", n-len(text)) + text[len(text)-1:]
		},
		"userSig": userSig,
	}).Parse(request)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = t.Execute(&b, nil)
	return b.String(), err
}

func userSig(user string) (string, error) {
	app := chattest.DemoApp()
	return tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, user, 3600)
}

// second returns a second app, with its own key and a user of the same name who has no
// marks.
func second() chattest.App {
	data := &chattest.Data{}
	_ = data.SetUser("user_0001", chattest.User{})
	return chattest.App{SDKAppID: 1400000002, SecretKey: strings.Repeat("fedcba9876543210", 4), Data: data}
}

// environment returns the demo app's environment for a Chat at endpoint, with the case's
// settings. NAME= removes a variable.
func (c *Case) environment(endpoint string) map[string]string {
	app := chattest.DemoApp()
	env := map[string]string{
		"CHAT_SDKAPPID":   strconv.FormatUint(app.SDKAppID, 10),
		"CHAT_SECRET_KEY": app.SecretKey,
		"CHAT_REGION":     "singapore",
		"CHAT_ENDPOINT":   endpoint,
	}
	for _, setting := range c.settings {
		name, value, _ := strings.Cut(setting, "=")
		if value == "two apps" {
			env["CHAT_SDKAPPID"] = "1400000001,1400000002"
			env["CHAT_SECRET_KEY_1400000001"], env["CHAT_SECRET_KEY_1400000002"] = app.SecretKey, second().SecretKey
			continue
		}
		if env[name] = value; value == "" {
			delete(env, name)
		}
	}
	return env
}
