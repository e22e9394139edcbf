package browser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"chatmarks/scripts/local/platform"

	"github.com/chromedp/chromedp"
)

var (
	program string          // scripts/local, compiled
	root    string          // the function's module
	tabs    context.Context // contains the running browser
	shared  *local          // serves the tests that need no separate program

	update = flag.Bool("update", false, "renew the screenshot of the console")
)

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	chromium, err := findChromium()
	if err != nil {
		return 1, err
	}
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := build(dir); err != nil {
		return 1, err
	}
	stop, err := startBrowser(chromium, filepath.Join(dir, "profile"))
	if err != nil {
		return 1, err
	}
	defer stop()
	if shared, err = startLocal(nil); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, shared.stop()) }()
	return m.Run(), nil
}

// findChromium looks for the browser. Without a browser the tests do not run, which must
// not look like success.
func findChromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errors.New("browser tests need Chromium: apt-get install chromium, or name one in CHROMIUM")
}

// build compiles scripts/local.
func build(dir string) (err error) {
	if root, err = platform.ModuleRoot(); err != nil {
		return err
	}
	program = filepath.Join(dir, "local")
	c := exec.Command("go", "build", "-o", program, "./scripts/local")
	c.Dir = root
	if text, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build scripts/local: %w\n%s", err, text)
	}
	return nil
}

// startBrowser starts one browser for all tests, with an empty profile and no background
// requests. It resolves no name but localhost.
func startBrowser(path, profile string) (stop func(), err error) {
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en-US"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), flags...)
	tabs, _ = chromedp.NewContext(allocator)
	if err := chromedp.Do(tabs); err != nil {
		cancel()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return func() {
		_ = chromedp.Cancel(tabs) // asks the browser to close; cancel kills it if it does not
		cancel()
	}, nil
}
