package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// begin sends the form without waiting for the answer.
func (p *page) begin(script string) {
	p.t.Helper()
	p.set("script", script)
	p.click("#send")
	p.until(`document.getElementById('answer').getAttribute('aria-busy') === 'true'`)
}

func (p *page) visible(selector string) bool {
	p.t.Helper()
	return eval[bool](p, fmt.Sprintf(`document.querySelector(%q)?.checkVisibility() ?? false`, selector))
}

func TestACallAtWorkIsShownAndCancelled(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.ask()
	p.shows("#status", "200 OK")
	for name, cancel := range map[string]func(){
		"the button": func() { p.click("#cancel") },
		"Escape":     func() { p.press(kb.Escape) },
	} {
		p.begin("hang*")
		if p.visible("#outcome") || strings.Contains(p.text("#status"), "200 OK") {
			t.Errorf("%s: the answer of the call before is still there:\n%s", name, p.text("#answer"))
		}
		p.shows("#status", "Asking")
		p.until(`parseFloat(document.getElementById('clock').textContent) > 0.3`)
		p.click("#send")
		p.shows("#send-note", "One call at a time")
		cancel()
		p.until(`document.getElementById('answer').getAttribute('aria-busy') === 'false'`)
		p.shows("#status", "Cancelled after")
		p.shows("#history li:first-child", "Cancelled after", "Function URL, search of user_0001, faults hang*")
		if focus := eval[string](p, `document.activeElement.id`); focus != "send" {
			t.Errorf("%s: the focus is on %q", name, focus)
		}
		if p.visible("#outcome") || p.visible("#working") {
			t.Errorf("%s: something of a call is left:\n%s", name, p.text("#answer"))
		}
		p.set("script", "")
		p.ask() // shows nothing of the previous call
		p.shows("#status", "200 OK")
		p.attempts("1 ok HTTP 200 begun after")
	}
}

func TestAnErrorReplacesTheAnswer(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.ask()
	p.set("who-id", "user_0002")
	p.ask()
	p.shows("#status", "403 Forbidden")
	if p.visible(".card") || p.visible(".attempt") {
		t.Errorf("the answer before is still there:\n%s", p.text("#answer"))
	}
	p.shows("#readable", "Not retryable")
	p.set("who-id", "")
	p.ask()
	p.shows("#status", "Not sent: User ID of the credential: required, to sign for")
	p.shows("#who-id-error", "required, to sign for")
	if p.visible("#outcome") {
		t.Errorf("the error before is still there:\n%s", p.text("#answer"))
	}
}

// The outcome is in view after Ask, by click and by Enter.
func TestTheOutcomeIsInView(t *testing.T) {
	for _, size := range [][2]int64{{1280, 680}, {390, 844}} {
		for _, how := range []string{"click", "Enter"} {
			for script, want := range map[string]string{"": ".card", "50004*": ".box.bad"} {
				p := newPage(t)
				p.run(chromedp.EmulateViewport(size[0], size[1]))
				p.console(shared)
				p.set("script", script)
				if how == "click" {
					p.ask()
				} else {
					p.keys("#script", kb.Enter)
					p.until(`document.querySelector('#outcome').checkVisibility()`)
				}
				for _, selector := range []string{"#status", want} {
					inView := eval[bool](p, fmt.Sprintf(`(() => {
						const { top, bottom } = document.querySelector(%q).getBoundingClientRect()
						return top >= 0 && Math.min(bottom, top + 100) <= innerHeight
					})()`, selector))
					if !inView {
						t.Errorf("%v, by %s, with %q: %s is out of view", size, how, script, selector)
					}
				}
			}
		}
	}
}

// Ask is in view at first and next to the answer, on a screen of usual height.
func TestAskIsAlwaysInView(t *testing.T) {
	p := newPage(t)
	p.run(chromedp.EmulateViewport(1280, 680))
	p.console(shared)
	for _, script := range []string{"", "50004*", "50004,ok"} {
		if got := p.where("#send"); got != "in view" {
			t.Errorf("before a call with %q: Ask is %s", script, got)
		}
		p.set("script", script)
		p.ask()
	}
	p.shows("#status", "200 OK")
}

// where says whether all of an element can be seen.
func (p *page) where(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q)
		if (!e?.checkVisibility()) return 'not there'
		const { left, top, right, bottom } = e.getBoundingClientRect()
		return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth ? 'in view' : 'out of view'
	})()`, selector))
}

// The operator's cause is below the error: the answer itself never has it.
func TestTheCauseIsShown(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.set("kind", "usersig")
	p.set("secret", "eJw")
	p.ask()
	p.shows("#status", "401 Unauthorized")
	p.shows("#readable .box", "AuthFailure", "Cause, in the log only: ")
	if body := eval[string](p, `document.getElementById('body').textContent`); strings.Contains(body, "cause") {
		t.Errorf("the answer has a cause: %s", body)
	}
	p.set("from", "queue")
	p.set("script", "70016")
	p.ask()
	p.shows("#readable .box", "ConfigurationError", "Cause, in the log only: ")
}

// What became of a change is said at the control that was used, and the focus stays.
func TestAChangeIsConfirmedWhereItWasMade(t *testing.T) {
	for _, size := range [][2]int64{{1280, 680}, {390, 844}} {
		p := newPage(t)
		p.run(chromedp.EmulateViewport(size[0], size[1]))
		p.console(shared)
		p.resetData()
		p.click("#data-json-box summary")
		for _, step := range []struct{ id, text, want, focus string }{
			{"mark-5-star", "", "Saved", "mark-5-star"},
			{"custom-4", "x", "Saved", ""},
			{"others-4", "32", "Saved", ""},
			{"group-add", "", "Saved", "group-add"},
			{"group-4-delete", "", "Deleted group 4", "group-add"},
			{"forget-6", "", "Removed ", "new-add"},
			{"new-peer", "user_0009", "", ""},
			{"new-add", "", "Saved", "new-add"},
			{"data-apply", "", "Saved", "data-apply"},
			{"data-reset", "", "The demo’s data is back", "data-reset"},
		} {
			if step.text != "" {
				p.set(step.id, step.text)
			} else {
				p.click("#" + step.id)
			}
			if step.want == "" {
				continue
			}
			p.until(fmt.Sprintf(`document.querySelector('.done')?.textContent.startsWith(%q)`, step.want))
			if step.text == "" { // set does not scroll to the control
				if got := p.where(".done"); got != "in view" {
					t.Errorf("%v, %s: %q is %s", size, step.id, step.want, got)
				}
			}
			if focus := eval[string](p, `document.activeElement.id`); step.focus != "" && focus != step.focus {
				t.Errorf("%v, %s: the focus is on %q", size, step.id, focus)
			}
			if n := eval[int](p, `document.querySelectorAll('.done').length`); n != 1 {
				t.Errorf("%v, %s: %d notes", size, step.id, n)
			}
		}
	}
}

// The ID of a community is not cut on a phone.
func TestIDsFitAPhone(t *testing.T) {
	p := newPage(t)
	p.run(chromedp.EmulateViewport(390, 844))
	p.console(shared)
	p.set("peer-1", "@TGS#_@TGS#cQVLVHIM62CJ")
	if cut := eval[[]int](p, `(e => [e.scrollWidth, e.clientWidth])(document.getElementById('peer-1'))`); cut[0] > cut[1] {
		t.Errorf("it is cut: %v", cut)
	}
}

func TestLastCallsAreShownAndRepeated(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	secret := userSig(t, "user_0001")
	p.set("kind", "usersig")
	p.set("secret", secret)
	p.set("script", "50004,ok")
	p.ask()
	p.set("script", "")
	p.set("from-account", "user_0002")
	p.ask()
	p.shows("#status", "403")
	p.click("#history li:nth-child(2) button:nth-of-type(1)")
	p.shows("#status", "200 OK")
	p.shows("#attempts", "50004")
	p.click("#history li:nth-child(2) button:nth-of-type(2)")
	p.until(`document.querySelectorAll('#history li').length === 3`)
	p.shows("#status", "200 OK")
	if label := eval[string](p, `document.activeElement.getAttribute('aria-label')`); !strings.HasPrefix(label, "Repeat the call of") {
		t.Errorf("the focus is on %q", label)
	}
	if got := eval[string](p, `document.getElementById('from-account').value + ' ' + document.getElementById('script').value`); got != "user_0001 50004,ok" {
		t.Errorf("the form has %s", got)
	}
	p.set("script", "")
	for range 9 {
		p.ask()
	}
	if n := eval[int](p, `document.querySelectorAll('#history li').length`); n != 10 {
		t.Errorf("%d calls are kept", n)
	}
	p.click("#history li:nth-child(10) button:nth-of-type(1)")
	p.click("#snippets-box summary")
	if text := eval[string](p, `document.body.textContent`); strings.Contains(text, secret) {
		t.Error("a credential is kept")
	}
	p.shows("#snippets", "UserSig user_0001:…")

	p.set("from", "event")
	p.ask()
	p.until(`document.querySelector('#history li:nth-child(1) button:nth-of-type(2)') === null`)
	p.click("#history li:nth-child(1) button")
	if p.visible("#sent-box") {
		t.Error("a raw event is kept, which can have a credential anywhere")
	}
}

func TestAnswerAndSnippetsAreCopied(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.ask()
	eval[bool](p, `Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text }}}) && true`)
	for box, id := range map[string]string{"body-box": "body-copy", "snippets-box": "copy-2"} {
		p.click("#" + box + " summary")
		p.click("#" + id)
		p.until(`document.getElementById('` + id + `').textContent === 'Copied'`)
		shown := eval[string](p, `document.getElementById('`+id+`').closest('details, .snippet').querySelector('pre').textContent`)
		if got := eval[string](p, `window.copied`); got != shown || got == "" {
			t.Errorf("%s copies %q", id, got)
		}
	}
}

func TestMarksOfEveryBitAreEdited(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	p.resetData()
	p.set("others-0", "32, 63")
	p.until(`document.getElementById('data-status').textContent.startsWith('Saved')`)
	p.shows("#others-0-hint", "app-defined mark 32, app-defined mark 63")
	p.ask()
	p.shows(".card:nth-child(1)", "unread", "app-defined mark 32", "app-defined mark 63")
	if got := p.text(".card:nth-child(1)"); strings.Contains(got, "reserved") {
		t.Errorf("marks that were taken away are still there:\n%s", got)
	}
	for _, text := range []string{"3", "64", "32; 40", "star"} {
		p.set("others-0", text)
		p.shows("#others-0-error", "Not saved: must be numbers from 4 to 63")
	}
	p.set("group-1", "") // Chat refuses this
	p.until(`document.getElementById('group-1-error')`)
	p.shows("#group-1-error", "Not saved")
	if p.text("#data-status") != "" {
		t.Errorf("it also says %s", p.text("#data-status"))
	}
	p.set("group-1", "renamed")
	p.until(`document.getElementById('data-status').textContent.startsWith('Saved')`)
	p.ask()
	p.shows(".card:nth-child(1)", "renamed", "app-defined mark 32") // the refused edits changed nothing else
}

// Each control of the data is in view at its width, without scrolling sideways.
func TestTheDataFitsNarrowScreens(t *testing.T) {
	for _, width := range []int64{390, 820} {
		p := newPage(t)
		p.run(chromedp.EmulateViewport(width, 844))
		p.console(shared)
		out := eval[[]string](p, `[...document.querySelectorAll('#data input, #data button, #data select, #data textarea')]
			.filter(e => e.checkVisibility())
			.filter(e => { const { left, right } = e.getBoundingClientRect(); return left < 0 || right > document.documentElement.clientWidth })
			.map(e => e.id)`)
		if len(out) > 0 || !p.visible("#mark-0-star") || !p.visible("#custom-5") {
			t.Errorf("%d: out of view: %q", width, out)
		}
	}
}

func TestRequiredFieldsHaveARuleAndAnExample(t *testing.T) {
	p := newPage(t)
	p.console(shared)
	for _, id := range []string{"from-account", "who-id", "secret", "contact-item"} {
		text := eval[string](p, fmt.Sprintf(`(() => {
			const e = document.getElementById(%q)
			return e.closest('.field').textContent + ' | ' + document.getElementById(e.getAttribute('aria-describedby'))?.textContent
		})()`, id))
		if label, hint, _ := strings.Cut(text, " | "); !strings.Contains(label, "required") || len(hint) < 10 {
			t.Errorf("%s: %q", id, text)
		}
	}
}

// With -watch the function is restarted when its sources change, and the page says so.
func TestWatch(t *testing.T) {
	copied := t.TempDir()
	c := exec.Command("sh", "-c", `git ls-files -z -- go.mod go.sum main.go handler chat scripts/local scripts/events | xargs -0 cp --parents -t "$0"`, copied)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l, err := startIn(copied, nil, "-watch")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.stop(); err != nil {
			t.Error(err)
		}
	})
	p := newPage(t)
	p.console(l)
	p.until(`document.getElementById('build').textContent.startsWith('function started')`)
	path := filepath.Join(copied, "handler", "auth.go")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change(string(source) + "\nbroken(\n")
	p.until(`document.getElementById('build').textContent.includes('auth.go')`)
	p.ask()
	p.shows("#status", "200 OK") // from the old function
	change(string(source) + "\nfunc init() { kinds[CodeAuthFailure] = kinds[CodeLimitExceeded] }\n")
	p.until(`document.getElementById('build').textContent.startsWith('function started')`)
	p.set("kind", "none")
	p.ask()
	p.shows("#status", "409 Conflict", "AuthFailure")
}
