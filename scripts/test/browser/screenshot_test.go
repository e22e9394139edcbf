package browser

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// maxScreenshot bounds what every clone of the repository carries.
const maxScreenshot = 150 << 10

// TestScreenshot takes the README's picture; -update keeps it. Two pictures are never the same: times and ids differ.
func TestScreenshot(t *testing.T) {
	p := newPage(t)
	p.run(chromedp.EmulateViewport(1200, 900))
	p.scheme("light")
	p.console(shared)
	p.set("script", "50004,50004,ok")
	p.ask()
	p.shows("#status", "200 OK")
	p.run(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	p.run(chromedp.MouseEvent(chromedp.MouseMoved, 0, 0)) // off the control that is now where the button was
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if shape, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || shape.Width != 1200 || len(picture) > maxScreenshot {
		t.Errorf("%d bytes, %+v, %v", len(picture), shape, err)
	}
	path := filepath.Join(root, "scripts", "local", "console", "screenshot.png")
	if *update {
		if err := os.WriteFile(path, picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.Stat(path); err != nil || kept.Size() > maxScreenshot {
		t.Errorf("the README's picture: %v; renew it with -update", err)
	}
}
