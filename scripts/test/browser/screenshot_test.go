package browser

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// maxScreenshot limits the size of the picture, which every clone of the repository
// contains.
const maxScreenshot = 180 << 10

// TestScreenshot takes the README's pictures; -update saves them. No two pictures are
// equal, since times and ids differ.
func TestScreenshot(t *testing.T) {
	for name, size := range map[string][2]int64{"screenshot.png": {1200, 900}, "phone.png": {390, 844}} {
		t.Run(name, func(t *testing.T) {
			p := newPage(t)
			p.run(chromedp.EmulateViewport(size[0], size[1]))
			p.scheme("light")
			p.console(shared)
			p.set("script", "50004,50004,ok")
			p.ask()
			p.shows("#status", "200 OK")
			if name == "screenshot.png" {
				p.run(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
			}
			p.run(chromedp.MouseEvent(chromedp.MouseMoved, 0, 0)) // away from the control that is now at the button's place
			picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if shape, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || int64(shape.Width) != size[0] || len(picture) > maxScreenshot {
				t.Errorf("%d bytes, %+v, %v", len(picture), shape, err)
			}
			path := filepath.Join(root, "scripts", "local", "console", name)
			if *update {
				if err := os.WriteFile(path, picture, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if kept, err := os.Stat(path); err != nil || kept.Size() > maxScreenshot {
				t.Errorf("the README's picture: %v; renew it with -update", err)
			}
		})
	}
}
