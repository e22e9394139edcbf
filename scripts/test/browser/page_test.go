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

// page is one tab, with storage of its own.
type page struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // the address of each request that it made
	asked    int      // preflights that the browser sent for it
	blocked  int      // answers that the browser kept from it
	faults   []string // what it threw, and what its policy forbade
}

// newPage opens a tab. When the test ends, it must have asked nobody off this machine and must not have gone wrong.
func newPage(t *testing.T) *page {
	t.Helper()
	p := &page{t: t}
	ctx, cancel := chromedp.NewContext(tabs, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which is to outlive what one of its steps may take
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

// listen notes what the browser tells of the page.
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
		// A status over 399 is logged, too, but is no fault of the page.
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

// onThisMachine reports whether an address is a loopback one, or none at all.
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

// run does things in the page.
func (p *page) run(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// call gives the browser a command about the page.
func call[P, R any](p *page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// eval evaluates an expression, a promise included.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	result, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// click clicks on what a CSS selector finds first.
func (p *page) click(selector string) {
	p.t.Helper()
	p.run(chromedp.Click(chromedp.CSS(selector)))
}

// keys types into what a CSS selector finds first.
func (p *page) keys(selector, text string) {
	p.t.Helper()
	p.run(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// press types into what has the focus.
func (p *page) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.run(chromedp.KeyEvent(key))
	}
}

// console opens the console of a program and waits until it can be used.
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

// set puts a text into a control, as typing it does.
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

// text is what is to be read in a part of the page.
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

// scheme has the page believe that its reader likes light or dark.
func (p *page) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// blank leaves for an empty page, which has no policy.
func (p *page) blank() {
	p.t.Helper()
	p.run(chromedp.Navigate("about:blank"))
}

// resetData has the embedded Chat's data as it was once the test is over.
func (p *page) resetData() {
	p.t.Helper()
	p.t.Cleanup(func() {
		if !eval[bool](p, `fetch('/.console/api/data', {method: 'DELETE'}).then(r => r.ok)`) {
			p.t.Error("the data cannot be reset")
		}
	})
}
