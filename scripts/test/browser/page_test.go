package browser

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// page is one tab with its own storage.
type page struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // the address of each request that it made
	asked    int      // preflights that the browser sent for it
	blocked  int      // answers that the browser blocked
	faults   []string // errors that it threw, and violations of its policy
}

// newPage opens a tab. When the test ends, the page must have made requests to this
// machine only and must have no faults.
func newPage(t *testing.T) *page {
	t.Helper()
	p := &page{t: t}
	ctx, cancel := chromedp.NewContext(tabs, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // opens the tab without a timeout, so that it lives longer than one step
		t.Fatal(err)
	}
	ctx, limit := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(limit)
	p.ctx = ctx
	call(p, network.Enable, network.EnableParams{})
	call(p, cdplog.Enable, cdp.Empty{})
	t.Cleanup(p.judge)
	return p
}

// listen records the browser's events about the page.
func (p *page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
		if e.Request.Method == "OPTIONS" {
			p.asked++
		}
	case *network.EventWebSocketCreated:
		p.requests = append(p.requests, e.URL)
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		// The browser also logs a status over 399, which is no fault of the page.
		if strings.Contains(e.Entry.Text, "blocked by CORS policy") {
			p.blocked++
		} else if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork {
			p.faults = append(p.faults, e.Entry.Text)
		}
	}
}

func (p *page) judge() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.t.Errorf("the page went wrong: %s", fault)
	}
	if p.blocked > 0 {
		p.t.Errorf("the browser kept %d answers from the page", p.blocked)
	}
	for _, address := range p.requests {
		if !onThisMachine(address) {
			p.t.Errorf("the page asked %s", address)
		}
	}
	if len(p.requests) == 0 {
		p.t.Error("no request was seen, so none was checked")
	}
}

// onThisMachine reports whether an address is loopback, or no network address.
func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Scheme == "data" || u.Scheme == "about" || u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}

// run performs steps in the page.
func (p *page) run(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// call sends the browser a command for the page.
func call[P, R any](p *page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// eval evaluates an expression and awaits a promise.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	result, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// click clicks on the first match of a CSS selector.
func (p *page) click(selector string) {
	p.t.Helper()
	p.run(chromedp.Click(chromedp.CSS(selector)))
}

// keys types into the first match of a CSS selector.
func (p *page) keys(selector, text string) {
	p.t.Helper()
	p.run(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// press types into the focused element.
func (p *page) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.run(chromedp.KeyEvent(key))
	}
}

// console opens the console of a program and waits until it is ready.
func (p *page) console(l *local) {
	p.t.Helper()
	p.run(chromedp.Navigate(l.url + "/"))
	p.until(`document.documentElement.dataset.ready === 'yes'`)
}

// until waits for an expression to become true.
func (p *page) until(expression string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(time.Minute))); err != nil {
		p.t.Fatalf("not so after a minute: %s: %v\n%s", expression, err, p.text("#answer"))
	}
}

// set puts a text into a control, like a user who types it.
func (p *page) set(id, text string) {
	p.t.Helper()
	eval[string](p, fmt.Sprintf(`(() => {
		const e = document.getElementById(%q)
		e.value = %q
		e.dispatchEvent(new Event('input', {bubbles: true}))
		e.dispatchEvent(new Event('change', {bubbles: true}))
		return e.value
	})()`, id, text))
}

// ask sends the form and waits for the answer.
func (p *page) ask() {
	p.t.Helper()
	p.click("#send")
	p.until(`document.getElementById('answer').getAttribute('aria-busy') === 'false'`)
}

// text returns the visible text of a part of the page.
func (p *page) text(selector string) string {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](
		fmt.Sprintf(`document.querySelector(%q)?.innerText ?? '(no such element)'`, selector)))
	if err != nil {
		return err.Error()
	}
	return text
}

// shows fails if a part of the page lacks a text.
func (p *page) shows(selector string, texts ...string) {
	p.t.Helper()
	got := p.text(selector)
	for _, text := range texts {
		if !strings.Contains(got, text) {
			p.t.Errorf("no %q in %s:\n%s", text, selector, got)
		}
	}
}

// scheme makes the page see a preference for light or dark.
func (p *page) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// blank opens an empty page, which has no policy.
func (p *page) blank() {
	p.t.Helper()
	p.run(chromedp.Navigate("about:blank"))
}

// resetData restores the embedded Chat's data when the test ends.
func (p *page) resetData() {
	p.t.Helper()
	p.t.Cleanup(func() {
		if !eval[bool](p, `fetch('/.console/api/data', {method: 'DELETE'}).then(r => r.ok)`) {
			p.t.Error("the data cannot be reset")
		}
	})
}
