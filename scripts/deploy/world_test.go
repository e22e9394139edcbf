package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/deploy/pack"
	"chatmarks/scripts/deploy/scftest"
	"chatmarks/scripts/local/platform"
)

// TestMain runs the command instead of the tests if a test has started it for that, with
// the package that the test has made.
func TestMain(m *testing.M) {
	if file := os.Getenv("DEPLOY_PACKAGE"); file != "" {
		os.Exit(run(context.Background(), process{args: os.Args[1:], environ: os.Environ(), out: os.Stdout, err: os.Stderr,
			root: os.Getenv("DEPLOY_ROOT"), pace: pace, pack: func(context.Context, pack.Options) (*pack.Package, error) { return readPackage(file) }}))
	}
	os.Exit(m.Run())
}

func readPackage(file string) (*pack.Package, error) {
	text, err := os.ReadFile(file)
	p := new(pack.Package)
	if err == nil {
		err = json.Unmarshal(text, p)
	}
	return p, err
}

// built makes each package once.
var built = map[bool]func() (*pack.Package, error){false: buildOnce(false), true: buildOnce(true)}

func buildOnce(web bool) func() (*pack.Package, error) {
	return sync.OnceValues(func() (*pack.Package, error) {
		root, err := platform.ModuleRoot()
		if err != nil {
			return nil, err
		}
		dir, err := os.MkdirTemp("", "deploy-test-")
		if err != nil {
			return nil, err
		}
		return pack.Build(context.Background(), pack.Options{Root: root, Web: web, Out: dir})
	})
}

// pace is short, but long enough for 75 checks of a function that starts on a busy machine.
const pace = 5 * time.Millisecond

// Planted secrets, which must not appear in any output.
const (
	secretID   = "AKIDpl4nt3d000000000000000000000000"
	accountKey = "pl4nt3daccountkey000000000000000"
	region     = "ap-guangzhou"
)

// chatKey is the Chat app's key: 64 hexadecimal digits, as a real one.
var chatKey = strings.Repeat("5ec7e7", 10) + "5ec7"

// world is an account of SCF, a Chat and the settings for both.
type world struct {
	t    *testing.T
	scf  *scftest.Server
	chat *chattest.Server
	root string
	at   string // the stage
	env  map[string]string
	pack func(context.Context, pack.Options) (*pack.Package, error) // default: one that was made before
}

func newWorld(t *testing.T) *world { return slowWorld(t, 0) }

// slowWorld returns a world whose SCF needs that many reads for a change; 0 means its
// default.
func slowWorld(t *testing.T, looks int) *world {
	t.Helper()
	app := chattest.DemoApp()
	app.SecretKey = chatKey
	chat, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(chat.Close)
	scf, err := scftest.NewServer(scftest.Options{SecretID: secretID, SecretKey: accountKey, Busy: looks})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(scf.Close)
	made := func(_ context.Context, o pack.Options) (*pack.Package, error) { return built[o.Web]() }
	return &world{t: t, scf: scf, chat: chat, root: settingsFolder(t), at: "dev", pack: made, env: map[string]string{
		"TENCENT_SECRET_ID": secretID, "TENCENT_SECRET_KEY": accountKey, "SCF_ENDPOINT": scf.URL(),
		"CHAT_SDKAPPID": fmt.Sprint(app.SDKAppID), "CHAT_SECRET_KEY": chatKey, "CHAT_REGION": "china", "CHAT_ENDPOINT": chat.URL(),
	}}
}

// settingsFolder returns a folder with the files that config reads. A test may change
// them.
func settingsFolder(t *testing.T) string {
	t.Helper()
	root, err := platform.ModuleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"serverless.yml", "scripts/web/serverless.yml", ".env.example"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755), os.WriteFile(filepath.Join(dir, name), text, 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// stage returns the same world at another stage, with other settings.
func (w *world) stage(name string) *world {
	other := *w
	other.at, other.env = name, maps.Clone(w.env)
	return &other
}

// environ returns the variables of a command: those of the machine, without settings, and
// the world's.
func (w *world) environ() []string {
	all := machine(os.Environ())
	for _, name := range slices.Sorted(maps.Keys(w.env)) {
		all = append(all, name+"="+w.env[name])
	}
	return all
}

// outcome is the result of a command.
type outcome struct {
	status   int
	out, err string
}

func (o outcome) String() string { return fmt.Sprintf("status %d\n%s%s", o.status, o.out, o.err) }

// run runs a command in this process, with short pauses.
func (w *world) run(args ...string) outcome { return w.runWith("", args...) }

func (w *world) runWith(in string, args ...string) outcome {
	w.t.Helper()
	if w.at != "dev" {
		args = append(args, "-stage", w.at)
	}
	var out, err bytes.Buffer
	status := run(context.Background(), process{args: args, environ: w.environ(), in: strings.NewReader(in), out: &out, err: &err,
		root: w.root, pace: pace, pack: w.pack})
	o := outcome{status, out.String(), err.String()}
	w.checkSecrets(o.String())
	return o
}

func (w *world) checkSecrets(text string) {
	w.t.Helper()
	for _, secret := range []string{accountKey, secretID, chatKey, "eJw"} {
		if strings.Contains(text, secret) {
			w.t.Errorf("a secret is printed:\n%s", text)
		}
	}
}

// done runs a command that must succeed.
func (w *world) done(args ...string) string {
	w.t.Helper()
	o := w.run(args...)
	if o.status != statusDone {
		w.t.Fatalf("%v: %v", args, o)
	}
	return o.out
}

// fails runs a command that must fail. Its output must contain each of texts.
func (w *world) fails(status int, args []string, texts ...string) outcome {
	w.t.Helper()
	o := w.run(args...)
	if o.status != status {
		w.t.Errorf("%v: status %d, not %d: %v", args, o.status, status, o)
	}
	for _, text := range texts {
		if !strings.Contains(o.out+o.err, text) {
			w.t.Errorf("%v: no %q in: %v", args, text, o)
		}
	}
	return o
}

// writes returns the calls that change something, in order.
func (w *world) writes() (actions []string) {
	for _, e := range w.scf.Journal() {
		if e.Write {
			actions = append(actions, e.Action)
		}
	}
	return actions
}

const functionName = "chatmarks-dev"

func (w *world) function() scftest.Function {
	w.t.Helper()
	f, ok := w.scf.Function(region, "chatmarks-"+w.at)
	if !ok {
		w.t.Fatal("there is no function")
	}
	return f
}

// search asks the function at its URL, as a user would.
func (w *world) search(url string) error {
	w.t.Helper()
	set := map[string]string{}
	for name, v := range w.env {
		if strings.HasPrefix(name, "CHAT_") || strings.HasPrefix(name, "CALLER_") {
			set[name] = v
		}
	}
	return newTrial(set, "", &printer{out: io.Discard}, pace).atURL(w.t.Context(), url)
}

// text returns a value as JSON, to compare and to show.
func text(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// real makes the commands build the package, as they do for users.
func (w *world) real() {
	root, err := platform.ModuleRoot()
	if err != nil {
		w.t.Fatal(err)
	}
	out := w.t.TempDir()
	w.pack = func(ctx context.Context, o pack.Options) (*pack.Package, error) {
		o.Root = root
		if o.Out == "" {
			o.Out = out
		}
		return pack.Build(ctx, o)
	}
}
