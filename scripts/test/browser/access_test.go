package browser

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// full shows every part of the page: answer, timeline, error and all collapsed sections.
func full(p *page) {
	p.set("script", "50004,ok")
	p.ask()
	p.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('details').forEach(d => { d.open = true })`))
}

func TestEveryControlHasAName(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	full(p)
	controls := []string{"button", "textbox", "combobox", "checkbox", "link", "listbox", "DisclosureTriangle", "group", "region", "table"}
	for _, from := range []string{"url", "event"} {
		p.set("from", from)
		nodes := call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
		seen := 0
		for _, n := range nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			role, name := text(n.Role), text(n.Name)
			if slices.Contains(controls, role) && !isDetails(role, n) {
				seen++
				if strings.TrimSpace(name) == "" {
					t.Errorf("a %s has no name (node %d)", role, n.BackendDOMNodeID)
				}
			}
		}
		if seen < 20 {
			t.Errorf("only %d controls were seen", seen)
		}
	}
}

func TestKeyboardAloneServes(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.resetData() // marking a conversation also changes its time
	p.tabTo("from-account")
	p.run(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.press("user_0001")
	p.tabTo("all-contacts")
	p.press(kb.ArrowDown)
	p.until(`!document.getElementById('contact-item').checkVisibility()`)
	p.press(kb.ArrowUp)
	p.until(`document.getElementById('contact-item').checkVisibility()`)
	p.tabTo("peer-0")
	p.press(kb.Backspace, kb.Enter) // Tab has selected the text
	p.until(`document.getElementById('peer-0-error')`)
	p.press("user_0002")
	p.tabTo("add")
	p.press(" ")
	p.until(`document.activeElement.id === 'peer-2'`)
	p.press("user_0003")
	p.tabTo("script")
	p.press("50004,ok")
	p.tabTo("send")
	p.press(kb.Enter)
	p.until(`document.querySelectorAll('.card').length === 3 && document.querySelectorAll('.attempt').length === 2`)
	p.until(`document.activeElement.id === 'send'`)
	p.shows("#status", "200 OK", "3 of 3 conversations found")
	p.tabTo("mark-0-star")
	p.press(" ")
	p.until(`document.getElementById('data-status').textContent.startsWith('Saved')`)
	p.press(" ")
	p.until(`document.getElementById('data-status').textContent.startsWith('Saved')`) // so that nothing is saved after the test
	p.until(`document.activeElement.id === 'mark-0-star' && !document.activeElement.checked`)
}

// tabTo presses Tab until a control has the focus. Each focus must be visible.
func (p *page) tabTo(id string) {
	p.t.Helper()
	for range 100 {
		p.press(kb.Tab)
		at := eval[struct{ ID, Outline string }](p, `({id: document.activeElement.id, outline: getComputedStyle(document.activeElement).outlineStyle})`)
		if at.Outline == "none" {
			p.t.Errorf("the focus on %q cannot be seen", at.ID)
		}
		if at.ID == id {
			return
		}
	}
	p.t.Fatalf("100 times Tab do not lead to %q", id)
}

func TestNarrowPagesScrollOneWay(t *testing.T) {
	p := newPage(t)
	p.run(chromedp.EmulateViewport(320, 640))
	p.console(shared)
	check := func(when string) {
		widest := eval[string](p, `(() => {
			const width = document.documentElement.clientWidth
			if (document.documentElement.scrollWidth <= width) return ''
			const out = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.scroll, pre, .skip'))
			return 'by ' + (out?.outerHTML.slice(0, 120) ?? document.documentElement.scrollWidth)
		})()`)
		if widest != "" {
			t.Errorf("%s: wider than the screen, %s", when, widest)
		}
	}
	check("at first")
	full(p)
	check("with an answer")
	p.set("all-contacts", "true")
	p.set("script", "ok,50004,ok")
	p.ask()
	p.shows("#attempts", "page from 4, HTTP 200")
	check("with a list")
	p.set("all-contacts", "false")
	p.set("from-account", strings.Repeat("x", 90))
	p.set("peer-1", strings.Repeat("y", 120))
	p.ask()
	p.shows("#status", "400")
	check("with errors")
	p.set("from", "event")
	check("with an event")
}

func TestContrastInBothSchemes(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		p := newPage(t)
		p.scheme(scheme)
		p.console(shared)
		full(p)
		p.contrast(scheme + ", an answer")
		p.set("peer-0", "")
		p.ask()
		p.contrast(scheme + ", an error")
	}
}

// contrast checks each text for the contrast of 4.5 to 1 that WCAG 2.2 requires.
func (p *page) contrast(when string) {
	p.t.Helper()
	weak := eval[[]string](p, `(() => {
		const parse = (c) => { const [r, g, b, a = 1] = c.match(/[\d.]+/g).map(Number); return {rgb: [r, g, b], a} }
		const light = (rgb) => rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
			.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
		const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a === 1) return c.rgb } return [255, 255, 255] }
		const texts = [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('noscript') &&
			([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.matches('input, select, textarea')))
		if (texts.length < 50) return ['only ' + texts.length + ' texts were seen']
		return texts.flatMap(e => {
			const [a, b] = [light(parse(getComputedStyle(e).color).rgb), light(ground(e))]
			const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
			return ratio < 4.5 ? [ratio.toFixed(2) + ' ' + e.outerHTML.slice(0, 100)] : []
		})
	})()`)
	for _, text := range weak {
		p.t.Errorf("%s: contrast %s", when, text)
	}
}

// text returns a value of the accessibility tree as text.
func text(v *accessibility.Value) string {
	var s string
	if v == nil || json.Unmarshal(v.Value, &s) != nil {
		return ""
	}
	return s
}

// isDetails reports whether a group is a details element, whose name is its summary.
func isDetails(role string, n *accessibility.Node) bool {
	return role == "group" && len(n.Properties) == 0
}
