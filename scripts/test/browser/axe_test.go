package browser

import (
	"os"
	"path/filepath"
	"testing"

	"chatmarks/scripts/test/npm"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe returns the source of axe-core, which finds accessibility problems.
func axe(t *testing.T) string {
	t.Helper()
	folder := npm.Install(t, "axe-core@4.14.1")
	source, err := os.ReadFile(filepath.Join(folder, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestAxeFindsNothing(t *testing.T) {
	source := axe(t)
	for scheme, width := range map[string]int64{"light": 390, "dark": 1280} {
		p := newPage(t)
		p.run(chromedp.EmulateViewport(width, 844))
		p.scheme(scheme)
		p.console(shared)
		p.run(chromedp.Evaluate[chromedp.Void](source + "; undefined"))
		check := func(state string) {
			t.Helper()
			violations := eval[[]string](p, `axe.run({resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + v.help + ': ' + n.html.slice(0, 150))))`)
			for _, v := range violations {
				t.Errorf("%s, %d, %s: %s", scheme, width, state, v)
			}
		}
		check("at first")
		full(p)
		check("an answer")
		p.set("peer-0", "")
		p.ask()
		check("an error at a field")
		p.set("others-0", "x")
		check("data that is not saved")
		p.set("peer-0", "user_0002") // else the function refuses the request, without a call that hangs
		p.begin("hang*")
		p.click("#send") // shows why a second call is not sent
		check("at work")
		p.press(kb.Escape)
		p.until(`document.getElementById('answer').getAttribute('aria-busy') === 'false'`)
		check("cancelled")
		p.set("from", "event")
		p.set("kind", "usersig")
		check("a raw event")
	}
}
